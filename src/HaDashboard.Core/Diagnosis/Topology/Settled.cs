using HaDashboard.Core.Facts.Snapshots;

namespace HaDashboard.Core.Diagnosis.Topology;

/// <summary>
/// The hold time of findings that derive from a pattern. HAProxys detect an outage one after the other; in between, a master that is down
/// looks like a broken network path. Certain facts have no hold time: ServerDownRule reports a server that is DOWN at once.
/// </summary>
internal static class Settled
{
    internal static readonly TimeSpan Hold = TimeSpan.FromSeconds(2);

    internal static bool For(ClusterSnapshot snapshot, DateTimeOffset? since) =>
        since is null || snapshot.At is not { } at || at - since >= Hold;
}
