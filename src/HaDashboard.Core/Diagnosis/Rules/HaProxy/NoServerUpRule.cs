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
                ? HaProxyTexts.BackendMissing(nodes[0].Name, backend)
                : HaProxyTexts.BackendMissingEverywhere(nodes.Length, backend),
            nodes.Length == 1 ? HaProxyTexts.BackendMissingAdvice : HaProxyTexts.BackendMissingEverywhereAdvice,
            null
        );

    private static Finding CutOff(ImmutableArray<NodeState> nodes, string backend) =>
        new(
            Id,
            Severity.Critical,
            Only(nodes),
            new ProxySubject(backend),
            nodes.Length == 1
                ? HaProxyTexts.NoServerUp(backend, nodes[0].Name)
                : HaProxyTexts.NoServerUpAnywhere(backend, nodes.Length),
            nodes.Length == 1 ? HaProxyTexts.NoServerUpAdvice(nodes[0].Name) : HaProxyTexts.NoServerUpAnywhereAdvice,
            nodes.SelectMany(node => node.HaProxy.Value!.Find(backend)!.Servers).Max(server => server.Since)
        );

    private static NodeName? Only(ImmutableArray<NodeState> nodes) => nodes.Length == 1 ? nodes[0].Name : null;
}
