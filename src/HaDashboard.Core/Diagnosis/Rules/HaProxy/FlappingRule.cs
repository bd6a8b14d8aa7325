using System.Collections.Immutable;
using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Diagnosis.Rules.Etcd;
using HaDashboard.Core.Diagnosis.Rules.Hosts;
using HaDashboard.Core.Diagnosis.Sentences;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Onsets;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Core.Diagnosis.Rules.HaProxy;

/// <summary>A server of the API backend that goes down and comes back again and again: at any moment it may look well.</summary>
public sealed class FlappingRule : IRule
{
    public static RuleId Id { get; } = new("haproxy.flapping");

    public RuleDescription Description { get; } =
        new(
            Id,
            Order: 180,
            Condition: "a server of the API backend went down three times within ten minutes on one node",
            Severities: [Severity.Warning],
            Impact: "Requests fail before each fall is noticed.",
            Advice: "packet loss, a starved host, checks that time out",
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
        return new Finding(
            Id,
            Severity.Warning,
            nodes.Length == 1 ? nodes[0].Key.Node : null,
            new ServerSubject(diagnosis.Snapshot.Inventory.ApiBackend, server),
            $"{server} flaps on "
                + $"{(nodes.Length == 1 ? nodes[0].Key.Node.Value : Wording.Count(nodes.Length, "node"))}: "
                + $"it went down {falls} times within ten minutes, the first "
                + $"time{Wording.SinceClause(diagnosis.Snapshot, since, "at")}.",
            "Look for what comes and goes: packet loss (ping -c 50), a host short of CPU or memory (top, dmesg), a "
                + "check that times out (its check_duration).",
            since
        )
        {
            Impact = "Requests fail for the moments before each fall is noticed; what is seen now may not hold.",
            Evidence =
            [
                .. nodes
                    .Take(5)
                    .Select(node => new Evidence(
                        $"{node.Key.Node}: {Wording.Count(node.Count(), "fall")}, the "
                            + $"last{Wording.SinceClause(diagnosis.Snapshot, node.Max(fall => fall.At), "at")}",
                        SourceId.HaProxy(node.Key.Node)
                    )),
            ],
        };
    }
}
