using System.Collections.Immutable;
using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Diagnosis.Rules.Hosts;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Sources;

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
            Condition: "for less than 5 s a member fails /health, or reports no leader and no other member has named one since",
            Severities: [Severity.Warning],
            Impact: "Writes wait until a leader is elected.",
            Advice: "wait a few seconds; if the state stays, a finding with the cause replaces this one",
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
            $"etcd is unstable: {string.Join(", ", unhealthy.Select(How))}. A member is stopping, or an election is in progress.",
            "Wait a few seconds. If the state stays, a finding with the cause replaces this one.",
            unhealthy.Min(node => diagnosis.Etcd.UnwellSince(node))
        );
    }

    private static string How(NodeState node) =>
        node.Etcd.FreshValue is { HasLeader: false } ? $"{node.Name} reports no leader" : $"{node.Name} fails /health";
}
