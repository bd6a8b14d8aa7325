namespace HaDashboard.Core.Diagnosis.Etcd;

/// <summary>The state of a member according to the current probes.</summary>
public enum EtcdMemberHealth
{
    /// <summary>No probe result.</summary>
    Unknown,

    /// <summary>It may run, but does not count for the quorum: it hangs, or fails its health check and has a leader.</summary>
    Doubtful,

    /// <summary>It is not running, or has no leader while other members have one.</summary>
    Lost,

    /// <summary>It counts for the quorum.</summary>
    Running,
}
