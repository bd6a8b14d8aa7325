using HaDashboard.Core.Diagnosis.Topology;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Components.Shared;

/// <summary>The cells of the reachability matrix: one per node and server.</summary>
public static class MatrixCells
{
    /// <param name="master">The node that the server runs on; null where it is unknown.</param>
    public static CellModel Of(MasterView column, MasterSighting sighting, NodeState? master = null) =>
        Doubted(Describe(column, sighting), master) with
        {
            Node = sighting.Node.Name.Value,
            Server = column.ServerName,
            Href =
                Links.Node(sighting.Node.Name)
                + (sighting.Server is { } server ? $"#{Uri.EscapeDataString(server.Path)}" : ""),
            Stale = sighting.Freshness is not Freshness.Fresh,
        };

    // HAProxy's check may only open a TCP connection. When the apiserver's own probe fails, UP must not be green.
    private static CellModel Doubted(CellModel cell, NodeState? master) =>
        cell.Tone is Tone.Ok && master?.ApiServer.IsKnownFailing() == true
            ? cell with
            {
                Tone = Tone.Warn,
                Icon = "!",
                Detail = "failing",
                Label = $"{cell.Label}, but the apiserver fails its probe",
            }
            : cell;

    private static CellModel Describe(MasterView column, MasterSighting sighting)
    {
        var node = sighting.Node.Name;
        if (sighting.Freshness is Freshness.Never)
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

        return sighting.Freshness is Freshness.Stale
            ? DescribeStale(column, sighting)
            : DescribeFresh(column, sighting);
    }

    private static CellModel DescribeFresh(MasterView column, MasterSighting sighting)
    {
        var node = sighting.Node.Name;
        if (sighting.Server is not { } server)
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

    private static CellModel DescribeStale(MasterView column, MasterSighting sighting)
    {
        var node = sighting.Node.Name;
        var observedAt = sighting.Node.HaProxy.ObservedAt;
        if (sighting.Server is not { } server)
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
