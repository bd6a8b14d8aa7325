using System.Collections.Immutable;
using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Diagnosis.Rules.Hosts;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Core.Diagnosis.Rules.Etcd;

/// <summary>
/// etcd syncs every change to the disk before it responds: a slow disk slows the whole cluster, then causes leader elections.
/// </summary>
public sealed class EtcdSlowDiskRule : IRule
{
    public static RuleId Id { get; } = new("etcd.slow-disk");

    public RuleDescription Description { get; } =
        new(
            Id,
            Order: 320,
            Condition: "within the last minute the p99 of a member's WAL fsync exceeds 100 ms, or of its backend commit 250 ms",
            Severities: [Severity.Warning],
            Impact: "All API writes are slow. Leader elections may follow.",
            Advice: "run iostat -x 1; find other processes that write to this disk",
            Sources: [SourceKind.Etcd]
        );

    public ImmutableArray<Explanation> ExplainedBy { get; } = [.. LostHost.OfSameNode];

    // etcd recommends 10 and 25 ms. Its heartbeat interval is 100 ms: above that, elections become likely.
    private static readonly TimeSpan SlowFsync = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan SlowCommit = TimeSpan.FromMilliseconds(250);

    public IEnumerable<Finding> Assess(ClusterDiagnosis diagnosis) =>
        from node in diagnosis.Snapshot.Nodes
        let member = node.Etcd.FreshValue
        where member?.WalFsyncP99 > SlowFsync || member?.BackendCommitP99 > SlowCommit
        let slow = member.WalFsyncP99 > SlowFsync
            ? "WAL fsync p99 is above 100 ms"
            : "backend commit p99 is above 250 ms"
        select new Finding(
            Id,
            Severity.Warning,
            node.Name,
            new ComponentSubject(ControlPlaneComponent.Etcd),
            $"The etcd disk on {node.Name} is slow: {slow}.",
            $"On {node.Name}: iostat -x 1. Find other processes that write to the disk of /var/lib/etcd.",
            null
        );
}
