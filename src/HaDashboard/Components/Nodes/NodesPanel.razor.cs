using System.Collections.Immutable;
using HaDashboard.Components.Shared;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Sources;
using Microsoft.AspNetCore.Components;

namespace HaDashboard.Components.Nodes;

public sealed partial class NodesPanel : ComponentBase
{
    private object? _rendered;

    [Parameter, EditorRequired]
    public required ClusterSnapshot Snapshot { get; set; }

    private Slice<ImmutableSortedDictionary<string, Node>> Slice => Snapshot.Kubernetes.Nodes;

    private string FreshnessText =>
        Slice.Freshness switch
        {
            Freshness.Fresh => "kubectl get nodes -o wide",
            Freshness.Stale => "stale, last update from the Kubernetes API",
            _ => "no data from the Kubernetes API yet",
        };

    private DateTimeOffset? LastUpdate => Slice.Freshness is Freshness.Stale ? Slice.ObservedAt : null;

    private string Missing =>
        Slice.IsFresh ? "not in the Kubernetes API" : "unknown: no current data from the Kubernetes API";

    /// <summary>The configured nodes in their order, then the nodes that only the Kubernetes API lists.</summary>
    private IEnumerable<(string Name, NodeState? Watched, Node? Node)> Rows
    {
        get
        {
            var known = Slice.Value;
            var watched = Snapshot.Nodes.Select(n =>
                (n.Name.Value, (NodeState?)n, known?.GetValueOrDefault(n.Name.Value))
            );
            var others = (known?.Values ?? [])
                .Where(n => Snapshot.Node(n.Name) is null)
                .Select(n => (n.Name.Value, (NodeState?)null, (Node?)n));
            return watched.Concat(others);
        }
    }

    // The rows show only whether HAProxy is reachable. Without this key every poll would render them.
    private string Key =>
        string.Join(' ', Snapshot.Nodes.Select(n => $"{n.HaProxy.Freshness}{n.HaProxy.Failure?.Kind}"));

    protected override bool ShouldRender()
    {
        var next = (Slice.Value, Slice.Freshness, Key);
        var same = next.Equals(_rendered);
        _rendered = next;
        return !same;
    }

    private RenderFragment StatusCell(Node? node) =>
        builder =>
        {
            if (node is null)
            {
                return;
            }

            var tone = !Slice.IsFresh
                ? Tone.Stale
                : node.Ready switch
                {
                    true when node.Unschedulable => Tone.Intent,
                    true => Tone.Ok,
                    false => Tone.Bad,
                    _ => Tone.Bad,
                };
            var icon = tone switch
            {
                Tone.Ok => "✓ ",
                Tone.Bad => "▼ ",
                Tone.Intent => "◼ ",
                _ => "? was ",
            };
            builder.OpenElement(0, "b");
            builder.AddAttribute(1, "class", tone.Css());
            builder.AddContent(2, icon + NodeWords.Status(node));
            builder.CloseElement();
        };

    private static RenderFragment HaProxyCell(NodeState? watched) =>
        builder =>
        {
            var (tone, text) = watched?.HaProxy switch
            {
                null => (Tone.Warn, "! not monitored"),
                { IsFresh: true } => (Tone.Ok, "✓ reporting"),
                { Failure: { } failure } => (Tone.Bad, $"▼ {FailureWords.Brief(failure)}"),
                { Freshness: Freshness.Never } => (Tone.None, "? no data yet"),
                _ => (Tone.Stale, "? stale"),
            };
            builder.OpenElement(0, "span");
            builder.AddAttribute(1, "class", tone.Css());
            builder.AddContent(2, text);
            builder.CloseElement();
        };
}
