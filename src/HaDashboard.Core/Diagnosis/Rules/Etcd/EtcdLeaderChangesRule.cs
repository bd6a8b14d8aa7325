using System.Collections.Immutable;
using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Diagnosis.Rules.Hosts;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Core.Diagnosis.Rules.Etcd;

/// <summary>
/// Each change of the leader stops all writes for a moment. Causes are slow disks, a slow network, or a host short of CPU.
/// </summary>
public sealed class EtcdLeaderChangesRule : IRule
{
    public static RuleId Id { get; } = new("etcd.leader-changes");

    public RuleDescription Description { get; } =
        new(
            Id,
            Order: 330,
            Condition: EtcdTexts.LeaderChangesCondition,
            Severities: [Severity.Warning],
            Impact: EtcdTexts.LeaderChangesImpact,
            Advice: EtcdTexts.LeaderChangesGeneralAdvice,
            Sources: [SourceKind.Etcd]
        );

    public ImmutableArray<Explanation> ExplainedBy { get; } =
    [
        .. LostHost.OfMaster,
        Explanation.Always(EtcdMemberDownRule.Id),
        Explanation.Always(EtcdQuorumLostRule.Id),
        Explanation.Always(EtcdNoLeaderRule.Id),
        Explanation.Always(EtcdSlowDiskRule.Id),
    ];

    private const int Many = 3;

    public IEnumerable<Finding> Assess(ClusterDiagnosis diagnosis)
    {
        if (diagnosis.Snapshot.Nodes.Max(node => node.Etcd.FreshValue?.LeaderChangesLastHour) is > Many and var changes)
        {
            yield return new Finding(
                Id,
                Severity.Warning,
                null,
                new ComponentSubject(ControlPlaneComponent.Etcd),
                EtcdTexts.LeaderChanges(changes),
                EtcdTexts.LeaderChangesAdvice,
                null
            );
        }
    }
}
