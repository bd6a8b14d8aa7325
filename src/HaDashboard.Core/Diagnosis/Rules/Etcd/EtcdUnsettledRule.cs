using System.Collections.Immutable;
using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Diagnosis.Rules.Hosts;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Core.Diagnosis.Rules.Etcd;

/// <summary>
/// Members that have just become unhealthy and still respond: a member is stopping, or an election is in progress. The next poll shows
/// which of the two; until then no member counts as lost for it.
/// </summary>
public sealed class EtcdUnsettledRule : IRule
{
    public static RuleId Id { get; } = new("etcd.unsettled");

    public RuleDescription Description { get; } =
        new(
            Id,
            Order: 80,
            Condition: EtcdTexts.UnsettledCondition,
            Severities: [Severity.Warning],
            Impact: EtcdTexts.UnsettledImpact,
            Advice: EtcdTexts.UnsettledGeneralAdvice,
            Sources: [SourceKind.Etcd]
        );

    public ImmutableArray<Explanation> ExplainedBy { get; } =
    [
        Explanation.Always(PartitionRule.Id),
        .. LostHost.OfMaster,
        LostHost.OfUnreachableMaster,
        Explanation.Always(EtcdMemberDownRule.Id),
        Explanation.Always(EtcdQuorumLostRule.Id),
        Explanation.Always(EtcdNoLeaderRule.Id),
    ];

    public IEnumerable<Finding> Assess(ClusterDiagnosis diagnosis)
    {
        ImmutableArray<NodeState> unhealthy =
        [
            .. diagnosis.Snapshot.Nodes.Where(node => diagnosis.Etcd.IsUnsettled(node)),
        ];
        if (unhealthy.IsEmpty)
        {
            yield break;
        }

        yield return new Finding(
            Id,
            Severity.Warning,
            null,
            new ComponentSubject(ControlPlaneComponent.Etcd),
            EtcdTexts.Unsettled(Message.Join(", ", unhealthy.Select(Problem))),
            EtcdTexts.UnsettledAdvice,
            unhealthy.Min(node => diagnosis.Etcd.UnwellSince(node))
        );
    }

    private static Message Problem(NodeState node) =>
        node.Etcd.FreshValue is { HasLeader: false }
            ? EtcdTexts.UnsettledNoLeader(node.Name)
            : EtcdTexts.UnsettledFailsHealthCheck(node.Name);
}
