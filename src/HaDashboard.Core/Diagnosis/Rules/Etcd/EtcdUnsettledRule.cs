using System.Collections.Immutable;
using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Diagnosis.Rules.Hosts;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Core.Diagnosis.Rules.Etcd;

/// <summary>
/// Members that have just become unwell and still answer: one that ends, or an election. Which of the two is known at the next poll; until
/// then no member is called lost for it.
/// </summary>
public sealed class EtcdUnsettledRule : IRule
{
    public static RuleId Id { get; } = new("etcd.unsettled");

    public RuleDescription Description { get; } =
        new(
            Id,
            Order: 80,
            Condition: "for less than 5 s a member fails its own /health, or knows of no leader and nobody has named one since",
            Severities: [Severity.Warning],
            Impact: "Writes wait while a leader is elected.",
            Advice: "wait for the few seconds that an election takes; what stays is told by its cause",
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
        ImmutableArray<NodeState> unwell =
        [
            .. diagnosis.Snapshot.Nodes.Where(node => diagnosis.Etcd.IsUnsettled(node)),
        ];
        if (unwell.IsEmpty)
        {
            yield break;
        }

        yield return new Finding(
            Id,
            Severity.Warning,
            null,
            new ComponentSubject(ControlPlaneComponent.Etcd),
            $"etcd is unsettled: {string.Join(", ", unwell.Select(How))}. A member is ending, or a leader is being elected.",
            "Wait for the few seconds that an election takes; what stays is then told by its cause.",
            unwell.Min(node => diagnosis.Etcd.UnwellSince(node))
        );
    }

    private static string How(NodeState node) =>
        $"{node.Name} {(node.Etcd.FreshValue is { HasLeader: false } ? "knows of no leader" : "fails its own /health")}";
}
