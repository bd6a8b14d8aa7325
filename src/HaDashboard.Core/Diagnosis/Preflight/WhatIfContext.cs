using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Core.Diagnosis.Preflight;

/// <summary>What every condition of the pre-flight check reads: the cluster, the node that would be down, and the time.</summary>
internal sealed record WhatIfContext(ClusterDiagnosis Diagnosis, NodeState Node, DateTimeOffset Now)
{
    internal ClusterSnapshot Snapshot => Diagnosis.Snapshot;

    internal IEnumerable<NodeState> Others => Snapshot.Nodes.Where(other => other.Name != Node.Name);

    internal IEnumerable<NodeState> OtherMasters => Others.Where(other => other.IsMaster);

    internal bool IsYoung<T>(Slice<T> slice)
        where T : class => slice.IsFresh && slice.ObservedAt is { } at && (Now - at).Duration() <= WhatIf.Young;

    // A process that is known not to run counts as observed now: every probe reports the failure again.
    internal bool IsYoungOrDown<T>(Slice<T> slice)
        where T : class => IsYoung(slice) || slice.IsKnownDown();
}
