using System.Collections.Immutable;
using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Diagnosis.Rules.Hosts;
using HaDashboard.Core.Diagnosis.Topology;
using HaDashboard.Core.Facts.HaProxy;
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
            Condition: HaProxyTexts.NoServerUpCondition,
            Severities: [Severity.Critical],
            Impact: HaProxyTexts.NoServerUpImpact,
            Advice: HaProxyTexts.NoServerUpGeneralAdvice,
            Sources: [SourceKind.HaProxy]
        );

    public ImmutableArray<Explanation> ExplainedBy { get; } =
    [Explanation.Always(PartitionRule.Id), .. LostHost.OfSameNode];

    public IEnumerable<Finding> Assess(ClusterDiagnosis diagnosis)
    {
        ImmutableArray<NodeState> responding = [.. diagnosis.Snapshot.Nodes.Where(node => node.HaProxy.IsFresh)];
        return
        [
            .. Reported(
                responding,
                node => BackendReach.Of(diagnosis.Map, node) is BackendReach.Missing,
                nodes => Missing(nodes, diagnosis.Snapshot.Inventory.ApiBackend)
            ),
            .. diagnosis.Map.BackendNames.SelectMany(backend => CutOff(diagnosis.Map, responding, backend)),
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

    // Without a configured name the backend is recognised by its servers, so that none was recognised.
    private static Finding Missing(ImmutableArray<NodeState> nodes, string? backend) =>
        new(
            Id,
            Severity.Critical,
            Only(nodes),
            backend is null ? new HaProxySubject() : new ProxySubject(backend),
            (backend, nodes.Length) switch
            {
                (null, 1) => HaProxyTexts.NoApiBackend(nodes[0].Name),
                (null, var count) => HaProxyTexts.NoApiBackendEverywhere(count),
                ({ } name, 1) => HaProxyTexts.BackendMissing(nodes[0].Name, name),
                ({ } name, var count) => HaProxyTexts.BackendMissingEverywhere(count, name),
            },
            nodes.Length == 1 ? HaProxyTexts.BackendMissingAdvice
                : backend is null ? HaProxyTexts.NoApiBackendEverywhereAdvice
                : HaProxyTexts.BackendMissingEverywhereAdvice,
            null
        );

    private static IEnumerable<Finding> CutOff(
        ControlPlaneMap map,
        ImmutableArray<NodeState> responding,
        string backend
    )
    {
        Proxy? Of(NodeState node) =>
            map.BackendsOf(node.Name)
                .FirstOrDefault(proxy => proxy.Name.Value.Equals(backend, StringComparison.Ordinal));

        return Reported(
            [.. responding.Where(node => Of(node) is not null)],
            node => BackendReach.IsCutOff(Of(node)!),
            nodes => CutOff(nodes, backend, nodes.SelectMany(node => Of(node)!.Servers).Max(server => server.Since))
        );
    }

    private static Finding CutOff(ImmutableArray<NodeState> nodes, string backend, DateTimeOffset? since) =>
        new(
            Id,
            Severity.Critical,
            Only(nodes),
            new ProxySubject(backend),
            nodes.Length == 1
                ? HaProxyTexts.NoServerUp(backend, nodes[0].Name)
                : HaProxyTexts.NoServerUpAnywhere(backend, nodes.Length),
            nodes.Length == 1 ? HaProxyTexts.NoServerUpAdvice(nodes[0].Name) : HaProxyTexts.NoServerUpAnywhereAdvice,
            since
        );

    private static NodeName? Only(ImmutableArray<NodeState> nodes) => nodes.Length == 1 ? nodes[0].Name : null;
}
