using HaDashboard.Core.Facts.Snapshots;

namespace HaDashboard.Core.Diagnosis.Topology;

/// <summary>
/// The hold time of what is read from a pattern. HAProxys notice the same outage one after the other; in between, a master that went down
/// looks like a link that broke. What is known for certain never waits: that a server is DOWN is told at once, by its own rule.
/// </summary>
internal static class Settled
{
    internal static readonly TimeSpan Hold = TimeSpan.FromSeconds(2);

    internal static bool For(ClusterSnapshot snapshot, DateTimeOffset? since) =>
        since is null || snapshot.At is not { } at || at - since >= Hold;
}
