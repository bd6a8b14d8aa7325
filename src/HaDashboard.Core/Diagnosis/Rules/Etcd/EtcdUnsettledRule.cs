using System.Collections.Immutable;
using HaDashboard.Core.Diagnosis.Etcd;
using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Facts.Snapshots;

namespace HaDashboard.Core.Diagnosis.Rules.Etcd;

/// <summary>
/// Members that have just become unwell and still answer: one that ends, or an election. Which of the two is known at the next poll; until
/// then no member is called lost for it.
/// </summary>
internal sealed class EtcdUnsettledRule : IVerdictRule
{
    public IEnumerable<Finding> Assess(ClusterSnapshot snapshot)
    {
        ImmutableArray<NodeState> unwell = [.. snapshot.Nodes.Where(node => EtcdView.IsUnsettled(snapshot, node))];
        if (unwell.IsEmpty)
        {
            yield break;
        }

        yield return new Finding(
            "etcd.unsettled",
            Severity.Warning,
            null,
            "etcd",
            $"etcd is unsettled: {string.Join(", ", unwell.Select(How))}. A member is ending, or a leader is being elected.",
            "Wait for the few seconds that an election takes; what stays is then told by its cause.",
            unwell.Min(node => EtcdView.UnwellSince(snapshot, node))
        );
    }

    private static string How(NodeState node) =>
        $"{node.Name} {(node.Etcd.FreshValue is { HasLeader: false } ? "knows of no leader" : "fails its own /health")}";
}
