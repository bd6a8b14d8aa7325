namespace HaDashboard.Core.Diagnosis.Etcd;

/// <summary>How a member fares, by what the probes say just now.</summary>
public enum EtcdLife
{
    /// <summary>No probe speaks of it.</summary>
    Unknown,

    /// <summary>It runs, or may, and can't be counted on: it hangs, or fails its own check and has a leader.</summary>
    Doubtful,

    /// <summary>It does not run, or runs cut off from the leader that others have.</summary>
    Lost,
    Lives,
}
