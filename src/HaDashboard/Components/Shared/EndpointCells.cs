using HaDashboard.Components.Masters;
using HaDashboard.Core.Facts.Snapshots;

namespace HaDashboard.Components.Shared;

/// <summary>A node's own way to the API: what everything on that node goes through.</summary>
public static class EndpointCells
{
    public static CellModel Of(NodeState node)
    {
        var label = $"Requests through the load balancer of {node.Name} itself";
        var cell = ProbeWord.OfEndpoint(node) switch
        {
            null => new CellModel(Tone.None, "?", "unknown", "not asked yet", null, null, $"{label}: not asked yet")
            {
                State = "unknown",
                Stale = true,
            },
            { Fresh: false } was => new CellModel(
                was.Tone,
                was.Icon,
                was.Word,
                was.Detail,
                node.LocalEndpoint.ObservedAt,
                node.LocalEndpoint.ObservedAt is null ? null : "old",
                $"{label}: {was.Word}"
            )
            {
                State = "unknown",
                Stale = true,
            },
            var now => new CellModel(
                now.Tone,
                now.Icon,
                now.Word,
                now.Detail,
                null,
                null,
                $"{label}: {now.Word}, {now.Detail}"
            )
            {
                State = now.Tone is Tone.Ok ? "ok" : "failing",
            },
        };
        return cell with { TestId = "endpoint", Node = node.Name.Value, Href = Links.Node(node.Name) };
    }
}
