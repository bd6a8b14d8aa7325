using System.Collections.Immutable;
using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Diagnosis.Rules.Hosts;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Core.Diagnosis.Rules.Etcd;

/// <summary>
/// etcd writes every change through to the disk before it answers: a slow disk slows the whole cluster, then costs it its
/// leader.
/// </summary>
public sealed class EtcdSlowDiskRule : IRule
{
    public static RuleId Id { get; } = new("etcd.slow-disk");

    public RuleDescription Description { get; } =
        new(
            Id,
            Order: 320,
            Condition: "of a member's last minute of writes one in a hundred took longer than 100 ms to sync or 250 ms to commit",
            Severities: [Severity.Warning],
            Impact: "The whole cluster writes at the speed of its disks, then loses its leader.",
            Advice: "iostat -x 1; what else writes there?",
            Sources: [SourceKind.Etcd]
        );

    public ImmutableArray<Explanation> ExplainedBy { get; } = [.. LostHost.OfSameNode];

    // etcd's own advice is 10 and 25 ms; its heartbeat is 100 ms, and behind that it stops being advice.
    private static readonly TimeSpan SlowFsync = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan SlowCommit = TimeSpan.FromMilliseconds(250);

    public IEnumerable<Finding> Assess(ClusterDiagnosis diagnosis) =>
        from node in diagnosis.Snapshot.Nodes
        let member = node.Etcd.FreshValue
        where member?.WalFsyncP99 > SlowFsync || member?.BackendCommitP99 > SlowCommit
        select new Finding(
            Id,
            Severity.Warning,
            node.Name,
            new ComponentSubject(ControlPlaneComponent.Etcd),
            $"The disk under etcd on {node.Name} is slow: of the last minute's writes one in a hundred took longer "
                + $"than {(member.WalFsyncP99 > SlowFsync ? "100 ms to sync" : "250 ms to commit")}.",
            $"On {node.Name}: iostat -x 1; what else writes to the disk of /var/lib/etcd?",
            null
        );
}
