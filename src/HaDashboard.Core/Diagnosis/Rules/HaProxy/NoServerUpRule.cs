using System.Collections.Immutable;
using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Diagnosis.Rules.Hosts;
using HaDashboard.Core.Diagnosis.Topology;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Core.Diagnosis.Rules.HaProxy;

/// <summary>
/// A node whose API backend is missing, or has no server that takes traffic, can't reach the API. Where it is so on every node
/// that answers,
/// it is told once.
/// </summary>
public sealed class NoServerUpRule : IRule
{
    public static RuleId Id { get; } = new("haproxy.no-server-up");

    public RuleDescription Description { get; } =
        new(
            Id,
            Order: 160,
            Condition: "a node's API backend is missing, or none of its servers takes traffic",
            Severities: [Severity.Critical],
            Impact: "This node is cut off from the API; where it is all nodes, everybody is.",
            Advice: "compare with the other rows; look at the masters if all are alike",
            Sources: [SourceKind.HaProxy]
        );

    public ImmutableArray<Explanation> ExplainedBy { get; } =
    [Explanation.Always(PartitionRule.Id), .. LostHost.OfSameNode];

    public IEnumerable<Finding> Assess(ClusterDiagnosis diagnosis)
    {
        var backend = diagnosis.Snapshot.Inventory.ApiBackend;
        ImmutableArray<NodeState> heard = [.. diagnosis.Snapshot.Nodes.Where(node => node.HaProxy.IsFresh)];
        return
        [
            .. Told(
                heard,
                node => BackendReach.Of(node, backend) is BackendReach.Missing,
                all => Missing(all, backend)
            ),
            .. Told(heard, node => BackendReach.Of(node, backend) is BackendReach.Nothing, all => CutOff(all, backend)),
        ];
    }

    private static IEnumerable<Finding> Told(
        ImmutableArray<NodeState> heard,
        Func<NodeState, bool> isSo,
        Func<ImmutableArray<NodeState>, Finding> tell
    )
    {
        ImmutableArray<NodeState> nodes = [.. heard.Where(isSo)];
        return nodes.Length > 1 && nodes.Length == heard.Length ? [tell(nodes)] : nodes.Select(node => tell([node]));
    }

    private static Finding Missing(ImmutableArray<NodeState> nodes, string backend) =>
        new(
            Id,
            Severity.Critical,
            Only(nodes),
            new ProxySubject(backend),
            nodes.Length == 1
                ? $"The HAProxy of {nodes[0].Name} has no backend '{backend}'."
                : $"None of the {nodes.Length} HAProxys that answer has a backend '{backend}'.",
            nodes.Length == 1
                ? "Compare its haproxy.cfg with another node's."
                : "Set HaDashboard:HaProxy:ApiBackend to the backend's name, or look for the one who changed haproxy.cfg.",
            null
        );

    private static Finding CutOff(ImmutableArray<NodeState> nodes, string backend) =>
        new(
            Id,
            Severity.Critical,
            Only(nodes),
            new ProxySubject(backend),
            nodes.Length == 1
                ? $"No server of '{backend}' takes traffic on {nodes[0].Name}."
                : $"No server of '{backend}' takes traffic on any of the {nodes.Length} nodes that answer.",
            nodes.Length == 1
                ? $"Is {nodes[0].Name} cut off from the masters, or are they down? Compare with the other rows."
                : "Look at the masters themselves: their hosts, their network, their apiservers (crictl ps -a | grep kube-apiserver).",
            nodes.SelectMany(node => node.HaProxy.Value!.Find(backend)!.Servers).Max(server => server.Since)
        );

    private static NodeName? Only(ImmutableArray<NodeState> nodes) => nodes.Length == 1 ? nodes[0].Name : null;
}
