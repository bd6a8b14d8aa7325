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
            Condition: EtcdTexts.SlowDiskCondition,
            Severities: [Severity.Warning],
            Impact: EtcdTexts.SlowDiskImpact,
            Advice: EtcdTexts.SlowDiskGeneralAdvice,
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
        select new Finding(
            Id,
            Severity.Warning,
            node.Name,
            new ComponentSubject(ControlPlaneComponent.Etcd),
            member.WalFsyncP99 > SlowFsync ? EtcdTexts.SlowFsync(node.Name) : EtcdTexts.SlowCommit(node.Name),
            EtcdTexts.SlowDiskAdvice(node.Name),
            null
        );
}
