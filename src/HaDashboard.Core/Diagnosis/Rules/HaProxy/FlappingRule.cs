using System.Collections.Immutable;
using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Diagnosis.Rules.Etcd;
using HaDashboard.Core.Diagnosis.Rules.Hosts;
using HaDashboard.Core.Diagnosis.Sentences;
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
        group fall by (fall.Server, fall.Node) into falls
        where falls.Count() >= Many && diagnosis.Snapshot.Node(falls.Key.Node)?.HaProxy.IsFresh == true
        group falls by falls.Key.Server into server
        select FindingOf(diagnosis, server.Key, [.. server]);

    private static Finding FindingOf(
        ClusterDiagnosis diagnosis,
        string server,
        ImmutableArray<IGrouping<(string Server, NodeName Node), ServerFall>> nodes
    )
    {
        var falls = nodes.Max(node => node.Count());
        var since = nodes.SelectMany(node => node).Min(fall => fall.At);
        var at = Wording.AtClause(diagnosis.Snapshot, since);
        return new Finding(
            Id,
            Severity.Warning,
            nodes.Length == 1 ? nodes[0].Key.Node : null,
            new ServerSubject(diagnosis.Snapshot.Inventory.ApiBackend, server),
            nodes.Length == 1
                ? HaProxyTexts.FlappingOnNode(server, nodes[0].Key.Node, falls, at)
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
                            node.Key.Node,
                            node.Count(),
                            Wording.AtClause(diagnosis.Snapshot, node.Max(fall => fall.At))
                        ),
                        SourceId.HaProxy(node.Key.Node)
                    )),
            ],
        };
    }
}
