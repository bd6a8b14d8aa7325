using HaDashboard.Components.Shared;
using HaDashboard.Core.Diagnosis.Topology;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Components.Matrix;

/// <summary>The cells of the reachability matrix: one per node and server.</summary>
public static class MatrixCells
{
    /// <param name="master">The node that the server runs on; null where it is unknown.</param>
    public static CellModel Of(MatrixColumn column, MatrixCell cell, NodeState? master = null) =>
        Doubted(Describe(column, cell), master) with
        {
            Node = cell.Node.Name.Value,
            Server = column.ServerName,
            Href =
                Links.Node(cell.Node.Name) + (cell.Server is { } server ? $"#{Uri.EscapeDataString(server.Path)}" : ""),
            Stale = cell.Freshness is not Freshness.Fresh,
        };

    // HAProxy's check may only open a TCP connection. When the apiserver's own probe fails, UP must not be green. The age beside "failing"
    // is that of the failure: the age of UP would read as if the apiserver had failed for as long as HAProxy has reported UP.
    private static CellModel Doubted(CellModel cell, NodeState? master) =>
        cell.Tone is Tone.Ok && master?.ApiServer.IsKnownFailing() == true
            ? cell with
            {
                Tone = Tone.Warn,
                Icon = "!",
                Detail = MatrixTexts.Failing,
                Since = master.ApiServer.FailingSince,
                Label = MatrixTexts.ProbeFails(cell.Label),
            }
            : cell;

    private static CellModel Describe(MatrixColumn column, MatrixCell cell)
    {
        var node = cell.Node.Name;
        if (cell.Freshness is Freshness.Never)
        {
            return new CellModel(
                Tone.None,
                "?",
                MatrixTexts.Unknown,
                MatrixTexts.NoData,
                null,
                false,
                MatrixTexts.NoHaProxyDataFrom(node, column.ServerName)
            )
            {
                Status = "UNKNOWN",
            };
        }

        return cell.Freshness is Freshness.Stale ? DescribeStale(column, cell) : DescribeFresh(column, cell);
    }

    private static CellModel DescribeFresh(MatrixColumn column, MatrixCell cell)
    {
        var node = cell.Node.Name;
        if (cell.Server is not { } server)
        {
            return new CellModel(
                Tone.Warn,
                "!",
                MatrixTexts.NotListed,
                MatrixTexts.NoSuchServer,
                null,
                false,
                MatrixTexts.HasNoServer(node, column.ServerName)
            )
            {
                Status = "UNLISTED",
            };
        }

        var look = StatusStyle.Of(server);
        return new CellModel(
            look.Tone,
            look.Icon,
            look.Word,
            look.Note ?? (server.Check?.Code is { } code ? Message.Verbatim(code) : null),
            server.Since,
            false,
            MatrixTexts.ServerIs(node, column.ServerName, StateText(look, server.Check?.Code))
        )
        {
            Status = server.Status.Word,
        };
    }

    private static CellModel DescribeStale(MatrixColumn column, MatrixCell cell)
    {
        var node = cell.Node.Name;
        var observedAt = cell.Node.HaProxy.ObservedAt;
        if (cell.Server is not { } server)
        {
            return new CellModel(
                Tone.Stale,
                "?",
                MatrixTexts.WasUnlisted,
                null,
                observedAt,
                true,
                MatrixTexts.HadNoServer(node, column.ServerName)
            )
            {
                Status = "UNLISTED",
            };
        }

        var look = StatusStyle.Of(server);
        return new CellModel(
            Tone.Stale,
            "?",
            SharedTexts.Was(look.Word),
            null,
            observedAt,
            true,
            MatrixTexts.ServerWas(node, column.ServerName, StateText(look, server.Check?.Code))
        )
        {
            Status = server.Status.Word,
        };
    }

    private static Message StateText(StatusStyle look, string? check)
    {
        var lastCheck = check is null ? null : MatrixTexts.LastCheck(check);
        return Message.Join(", ", new[] { look.Word, look.Note, lastCheck }.OfType<Message>());
    }
}
