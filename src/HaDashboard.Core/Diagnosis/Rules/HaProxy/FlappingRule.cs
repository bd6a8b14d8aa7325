using System.Collections.Immutable;
using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Diagnosis.Rules.Etcd;
using HaDashboard.Core.Diagnosis.Rules.Hosts;
using HaDashboard.Core.Diagnosis.Sentences;
using HaDashboard.Core.Diagnosis.Topology;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Onsets;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Core.Diagnosis.Rules.HaProxy;

/// <summary>A server of the API backend that repeatedly changes between DOWN and UP. A single reading may show it as UP.</summary>
public sealed class FlappingRule : IRule
{
    public static RuleId Id { get; } = new("haproxy.flapping");

    public RuleDescription Description { get; } =
        new(
            Id,
            Order: 180,
            Condition: HaProxyTexts.FlappingCondition,
            Severities: [Severity.Warning],
            Impact: HaProxyTexts.FlappingImpact,
            Advice: HaProxyTexts.FlappingGeneralAdvice,
            Sources: [SourceKind.HaProxy]
        );

    public ImmutableArray<Explanation> ExplainedBy { get; } =
    [.. LostHost.OfSameNodeOrColumn, Explanation.OfColumn(EtcdMemberDownRule.Id)];

    private const int Many = 3;
    internal static readonly TimeSpan Window = ClusterOnsets.FallWindow;

    public IEnumerable<Finding> Assess(ClusterDiagnosis diagnosis) =>
        from fall in diagnosis.Snapshot.Onsets.ServerFalls
        where diagnosis.Snapshot.At - fall.At <= Window
        let column = ColumnOf(diagnosis, fall)
        where column is not null
        group fall by (column.Master, column.ServerName, fall.Node) into falls
        where falls.Count() >= Many && diagnosis.Snapshot.Node(falls.Key.Node)?.HaProxy.IsFresh == true
        group falls by ColumnOf(diagnosis, falls.First())! into server
        select FindingOf(diagnosis, server.Key, [.. server.Select(falls => new NodeFalls(falls.Key.Node, [.. falls]))]);

    // A server is of the column that this node's line leads to now.
    private static MatrixColumn? ColumnOf(ClusterDiagnosis diagnosis, ServerFall fall) =>
        diagnosis.Matrix.FirstOrDefault(column =>
            column
                .Of(fall.Node)
                .Servers.Any(server =>
                    server.Proxy.Value.Equals(fall.Proxy, StringComparison.Ordinal)
                    && server.Name.Value.Equals(fall.Server, StringComparison.Ordinal)
                )
        );

    private static Finding FindingOf(ClusterDiagnosis diagnosis, MatrixColumn column, ImmutableArray<NodeFalls> nodes)
    {
        var server = column.ServerName;
        var falls = nodes.Max(node => node.Falls.Length);
        var since = nodes.SelectMany(node => node.Falls).Min(fall => fall.At);
        var at = Wording.AtClause(diagnosis.Snapshot, since);
        return new Finding(
            Id,
            Severity.Warning,
            nodes.Length == 1 ? nodes[0].Node : null,
            ServerSubject.Of(column),
            nodes.Length == 1
                ? HaProxyTexts.FlappingOnNode(server, nodes[0].Node, falls, at)
                : HaProxyTexts.FlappingOnNodes(server, nodes.Length, falls, at),
            HaProxyTexts.FlappingAdvice,
            since
        )
        {
            Impact = HaProxyTexts.FlappingFindingImpact,
            Evidence =
            [
                .. nodes
                    .Take(5)
                    .Select(node => new Evidence(
                        HaProxyTexts.FallsOnNode(
                            node.Node,
                            node.Falls.Length,
                            Wording.AtClause(diagnosis.Snapshot, node.Falls.Max(fall => fall.At))
                        ),
                        SourceId.HaProxy(node.Node)
                    )),
            ],
        };
    }

    private sealed record NodeFalls(NodeName Node, ImmutableArray<ServerFall> Falls);
}
