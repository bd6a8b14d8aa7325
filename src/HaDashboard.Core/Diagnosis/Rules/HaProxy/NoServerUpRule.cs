using System.Collections.Immutable;
using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Diagnosis.Rules.Hosts;
using HaDashboard.Core.Diagnosis.Topology;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Core.Diagnosis.Rules.HaProxy;

/// <summary>
/// A node whose API backend is missing or has no available server cannot reach the API. One finding covers all responding nodes
/// where every one of them is affected.
/// </summary>
public sealed class NoServerUpRule : IRule
{
    public static RuleId Id { get; } = new("haproxy.no-server-up");

    public RuleDescription Description { get; } =
        new(
            Id,
            Order: 160,
            Condition: "a node's API backend is missing, or none of its servers is available",
            Severities: [Severity.Critical],
            Impact: "The node cannot reach the API through its HAProxy. If every node is affected, the API is unreachable.",
            Advice: "compare with the other nodes; if all are affected, check the masters",
            Sources: [SourceKind.HaProxy]
        );

    public ImmutableArray<Explanation> ExplainedBy { get; } =
    [Explanation.Always(PartitionRule.Id), .. LostHost.OfSameNode];

    public IEnumerable<Finding> Assess(ClusterDiagnosis diagnosis)
    {
        var backend = diagnosis.Snapshot.Inventory.ApiBackend;
        ImmutableArray<NodeState> responding = [.. diagnosis.Snapshot.Nodes.Where(node => node.HaProxy.IsFresh)];
        return
        [
            .. Reported(
                responding,
                node => BackendReach.Of(node, backend) is BackendReach.Missing,
                all => Missing(all, backend)
            ),
            .. Reported(
                responding,
                node => BackendReach.Of(node, backend) is BackendReach.Nothing,
                all => CutOff(all, backend)
            ),
        ];
    }

    private static IEnumerable<Finding> Reported(
        ImmutableArray<NodeState> responding,
        Func<NodeState, bool> isSo,
        Func<ImmutableArray<NodeState>, Finding> report
    )
    {
        ImmutableArray<NodeState> nodes = [.. responding.Where(isSo)];
        return nodes.Length > 1 && nodes.Length == responding.Length
            ? [report(nodes)]
            : nodes.Select(node => report([node]));
    }

    private static Finding Missing(ImmutableArray<NodeState> nodes, string backend) =>
        new(
            Id,
            Severity.Critical,
            Only(nodes),
            new ProxySubject(backend),
            nodes.Length == 1
                ? $"HAProxy on {nodes[0].Name} has no backend '{backend}'."
                : $"None of the {nodes.Length} responding HAProxys has a backend '{backend}'.",
            nodes.Length == 1
                ? "Compare its haproxy.cfg with another node's."
                : "Set HaDashboard:HaProxy:ApiBackend to the backend's name, or check recent changes of haproxy.cfg.",
            null
        );

    private static Finding CutOff(ImmutableArray<NodeState> nodes, string backend) =>
        new(
            Id,
            Severity.Critical,
            Only(nodes),
            new ProxySubject(backend),
            nodes.Length == 1
                ? $"No server of '{backend}' is available on {nodes[0].Name}."
                : $"No server of '{backend}' is available on any of the {nodes.Length} responding nodes.",
            nodes.Length == 1
                ? $"Check the network from {nodes[0].Name} to the masters. Compare with the other nodes in the reachability matrix."
                : "Check the masters: host, network, apiserver (crictl ps -a | grep kube-apiserver).",
            nodes.SelectMany(node => node.HaProxy.Value!.Find(backend)!.Servers).Max(server => server.Since)
        );

    private static NodeName? Only(ImmutableArray<NodeState> nodes) => nodes.Length == 1 ? nodes[0].Name : null;
}
