using HaDashboard.Core.Diagnosis.Topology;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Components.Shared;

/// <summary>The cells of the node × master matrix.</summary>
public static class MatrixCells
{
    /// <param name="master">The node behind the server, where it is known.</param>
    public static CellModel Of(MatrixColumn column, MatrixCell cell, NodeState? master = null) =>
        Doubted(Describe(column, cell), master) with
        {
            Node = cell.Node.Name.Value,
            Server = column.ServerName,
            Href =
                Links.Node(cell.Node.Name) + (cell.Server is { } server ? $"#{Uri.EscapeDataString(server.Path)}" : ""),
            Stale = cell.Freshness is not Freshness.Fresh,
        };

    // HAProxy's check may be no more than a connect. Where the apiserver itself says that it does not serve, UP must not be green.
    private static CellModel Doubted(CellModel cell, NodeState? master) =>
        cell.Tone is Tone.Ok && master?.ApiServer.IsKnownFailing() == true
            ? cell with
            {
                Tone = Tone.Warn,
                Icon = "!",
                Detail = "not serving",
                Label = $"{cell.Label}; the apiserver there does not serve",
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
                "never seen",
                null,
                null,
                $"{node} was never heard: what it sees of {column.ServerName} is unknown"
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
                $"The HAProxy of {node} does not list {column.ServerName}"
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
            $"{node} sees {column.ServerName} {Said(look, server.Check?.Code)}"
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
                "old",
                $"{node} did not list {column.ServerName} when last heard"
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
            "old",
            $"{node} saw {column.ServerName} {Said(look, server.Check?.Code)} when last heard; what it sees now is unknown"
        )
        {
            Status = server.Status.Word,
        };
    }

    private static string Said(StatusStyle look, string? check) =>
        $"{look.Word}{(look.Note is null ? "" : $", {look.Note}")}{(check is null ? "" : $", last check {check}")}";
}
