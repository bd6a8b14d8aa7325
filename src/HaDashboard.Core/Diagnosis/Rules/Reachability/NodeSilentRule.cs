using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Diagnosis.Sentences;
using HaDashboard.Core.Diagnosis.Topology;
using HaDashboard.Core.Facts.Snapshots;

namespace HaDashboard.Core.Diagnosis.Rules.Reachability;

/// <summary>Nothing at all is heard of a node, and others answer: said before the timeouts run out, so that nobody looks elsewhere meanwhile.</summary>
internal sealed class NodeSilentRule : IVerdictRule
{
    public IEnumerable<Finding> Assess(ClusterSnapshot snapshot) =>
        from node in snapshot.Nodes
        let silence = NodeSilence.Of(snapshot, node)
        where silence is not null
        let host = node.Config.Address ?? node.Name.Value
        select new Finding(
            // As long as the facts count as fresh it is no alarm: a missed poll or two come on a busy day.
            "node.silent",
            node.HaProxy.IsFresh ? Severity.Info : Severity.Warning,
            node.Name,
            "host",
            $"{node.Name} has been silent{Wording.SinceClause(snapshot, silence.Since)}: neither its HAProxy nor any probe on it answers, while other nodes do. Its host or its network may be gone.",
            $"Is the host alive? ping {host}; ssh {host}. The other nodes' HAProxys tell within seconds whether they have lost it too.",
            silence.Since
        );
}
