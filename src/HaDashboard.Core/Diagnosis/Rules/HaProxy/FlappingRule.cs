using System.Collections.Immutable;
using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Diagnosis.Sentences;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Core.Diagnosis.Rules.HaProxy;

/// <summary>A server of the API backend that goes down and comes back again and again: at any moment it may look well.</summary>
internal sealed class FlappingRule : IVerdictRule
{
    private const int Many = 3;
    internal static readonly TimeSpan Window = TimeSpan.FromMinutes(10);

    public IEnumerable<Finding> Assess(ClusterSnapshot snapshot)
    {
        var prefix = snapshot.Inventory.ApiBackend + "/";
        return from fall in snapshot.Transitions.TakeWhile(t => snapshot.At - t.At <= Window)
            where
                fall is { Kind: TransitionKind.Server, Tone: TransitionTone.Bad, Node: not null }
                && fall.Subject.StartsWith(prefix, StringComparison.Ordinal)
            group fall by (fall.Subject, Node: fall.Node!) into falls
            where falls.Count() >= Many && snapshot.Node(falls.Key.Node)?.HaProxy.IsFresh == true
            group falls by falls.Key.Subject into server
            select FindingOf(snapshot, server.Key, [.. server]);
    }

    private static Finding FindingOf(
        ClusterSnapshot snapshot,
        string subject,
        ImmutableArray<IGrouping<(string Subject, NodeName Node), Transition>> nodes
    )
    {
        var falls = nodes.Max(node => node.Count());
        var since = nodes.SelectMany(node => node).Min(t => t.At);
        return new Finding(
            "haproxy.flapping",
            Severity.Warning,
            nodes.Length == 1 ? nodes[0].Key.Node : null,
            subject,
            $"{subject[(subject.IndexOf('/', StringComparison.Ordinal) + 1)..]} flaps on {(nodes.Length == 1 ? nodes[0].Key.Node.Value : Wording.Count(nodes.Length, "node"))}: it went down {falls} times within ten minutes, the first time{Wording.SinceClause(snapshot, since, "at")}.",
            "Look for what comes and goes: packet loss (ping -c 50), a host short of CPU or memory (top, dmesg), a check that times out (its check_duration).",
            since
        )
        {
            Impact = "Requests fail for the moments before each fall is noticed; what is seen now may not hold.",
            Evidence =
            [
                .. nodes
                    .Take(5)
                    .Select(node => new Evidence(
                        $"{node.Key.Node}: {Wording.Count(node.Count(), "fall")}, the last{Wording.SinceClause(snapshot, node.Max(t => t.At), "at")}",
                        SourceId.HaProxy(node.Key.Node)
                    )),
            ],
        };
    }
}
