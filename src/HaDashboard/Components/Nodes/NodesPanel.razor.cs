using System.Collections.Immutable;
using HaDashboard.Components.Shared;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Facts.Text;
using Microsoft.AspNetCore.Components;

namespace HaDashboard.Components.Nodes;

public sealed partial class NodesPanel : ComponentBase
{
    private object? _rendered;

    [Parameter, EditorRequired]
    public required ClusterSnapshot Snapshot { get; set; }

    private Slice<ImmutableSortedDictionary<string, Node>> Slice => Snapshot.Kubernetes.Nodes;

    private RenderFragment FreshnessText => ApiFreshness.Of(Slice, Message.Verbatim("kubectl get nodes -o wide"));

    private Message Missing => Slice.IsFresh ? NodeTexts.NotInApi : NodeTexts.UnknownNoApiData;

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
            var status = NodeWords.Status(node);
            var text = tone switch
            {
                Tone.Ok => $"✓ {status}",
                Tone.Bad => $"▼ {status}",
                Tone.Intent => $"◼ {status}",
                _ => $"? {SharedTexts.Was(status)}",
            };
            builder.OpenElement(0, "b");
            builder.AddAttribute(1, "class", tone.Css());
            builder.AddContent(2, text);
            builder.CloseElement();
        };

    private static RenderFragment HaProxyCell(NodeState? watched) =>
        builder =>
        {
            var (tone, text) = watched?.HaProxy switch
            {
                null => (Tone.Warn, $"! {NodeTexts.NotMonitored}"),
                { IsFresh: true } => (Tone.Ok, $"✓ {NodeTexts.Reporting}"),
                { Failure: { } failure } => (Tone.Bad, $"▼ {FailureWords.Brief(failure)}"),
                { Freshness: Freshness.Never } => (Tone.None, $"? {NodeTexts.NoDataYet}"),
                _ => (Tone.Stale, $"? {NodeTexts.Stale}"),
            };
            builder.OpenElement(0, "span");
            builder.AddAttribute(1, "class", tone.Css());
            builder.AddContent(2, text);
            builder.CloseElement();
        };
}
