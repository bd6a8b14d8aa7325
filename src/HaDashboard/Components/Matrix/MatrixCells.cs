using HaDashboard.Components.Shared;
using HaDashboard.Core.Diagnosis.Topology;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Sources;

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
                Detail = "failing",
                Since = master.ApiServer.FailingSince,
                Label = $"{cell.Label}, but the apiserver fails its probe",
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
                "unknown",
                "no data",
                null,
                null,
                $"No HAProxy data from {node} yet: the state of {column.ServerName} there is unknown"
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
                "not listed",
                "no such server",
                null,
                null,
                $"HAProxy on {node} has no server {column.ServerName}"
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
            look.Note ?? server.Check?.Code,
            server.Since,
            null,
            $"HAProxy on {node}: {column.ServerName} is {StateText(look, server.Check?.Code)}"
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
                "was unlisted",
                null,
                observedAt,
                "ago",
                $"HAProxy on {node} had no server {column.ServerName} when last seen; the current state is unknown"
            )
            {
                Status = "UNLISTED",
            };
        }

        var look = StatusStyle.Of(server);
        return new CellModel(
            Tone.Stale,
            "?",
            $"was {look.Word}",
            null,
            observedAt,
            "ago",
            $"HAProxy on {node}: {column.ServerName} was {StateText(look, server.Check?.Code)} when last seen; the current state is unknown"
        )
        {
            Status = server.Status.Word,
        };
    }

    private static string StateText(StatusStyle look, string? check)
    {
        var lastCheck = check is null ? null : $"last check {check}";
        return string.Join(", ", new[] { look.Word, look.Note, lastCheck }.OfType<string>());
    }
}
