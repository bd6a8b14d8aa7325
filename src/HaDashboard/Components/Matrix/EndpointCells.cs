using HaDashboard.Components.Masters;
using HaDashboard.Components.Shared;
using HaDashboard.Core.Facts.Snapshots;

namespace HaDashboard.Components.Matrix;

/// <summary>The API endpoint as a node reaches it: the route of every API request that is made on the node.</summary>
public static class EndpointCells
{
    /// <param name="isShared">All clients use one address, and not one on their own node.</param>
    public static CellModel Of(NodeState node, bool isShared)
    {
        var slice = isShared ? node.Endpoint : node.LocalEndpoint;
        var cell = ProbeWord.OfEndpoint(slice) switch
        {
            null => new CellModel(
                Tone.None,
                "?",
                MatrixTexts.Unknown,
                MatrixTexts.NoData,
                null,
                false,
                MatrixTexts.EndpointNotProbed(node.Name)
            )
            {
                State = "unknown",
                Stale = true,
            },
            { Fresh: false } was => new CellModel(
                was.Tone,
                was.Icon,
                was.Word,
                was.Detail,
                slice.ObservedAt,
                true,
                MatrixTexts.Endpoint(node.Name, was.Word)
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
                false,
                MatrixTexts.EndpointDetail(node.Name, now.Word, now.Detail)
            )
            {
                State = now.Tone is Tone.Ok ? "ok" : "failing",
            },
        };
        return cell with { TestId = "endpoint", Node = node.Name.Value, Href = Links.Node(node.Name) };
    }
}
