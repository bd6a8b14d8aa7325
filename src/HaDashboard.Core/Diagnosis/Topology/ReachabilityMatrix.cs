using System.Collections.Immutable;
using HaDashboard.Core.Facts.HaProxy;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Snapshots;

namespace HaDashboard.Core.Diagnosis.Topology;

/// <summary>
/// The node × master matrix: one column for each master that a server of an API backend leads to, and one for each server of which it is
/// not known where it leads. Servers that are certainly no master's are columns of their own, apart.
/// </summary>
internal static class ReachabilityMatrix
{
    internal static ImmutableArray<MatrixColumn> Of(ClusterSnapshot snapshot, ControlPlaneMap map)
    {
        var columns = ImmutableArray.CreateBuilder<MatrixColumn>();
        foreach (var master in snapshot.Nodes.Where(node => node.IsMaster))
        {
            var column = Column(snapshot, map, master.Name, line => line.Master == master.Name);
            if (column.Cells.Any(cell => cell.Server is not null))
            {
                columns.Add(column);
            }
        }

        columns.AddRange(Unmatched(snapshot, map, LineTarget.Unidentified));
        return columns.ToImmutable();
    }

    /// <summary>The servers that are certainly no master's.</summary>
    internal static ImmutableArray<MatrixColumn> StrangersOf(ClusterSnapshot snapshot, ControlPlaneMap map) =>
        [.. Unmatched(snapshot, map, LineTarget.Stranger)];

    // By address, because the names of a template's slots differ between nodes; by name where there is none, and where it is a loopback
    // address, which is another machine on each node.
    private static IEnumerable<MatrixColumn> Unmatched(
        ClusterSnapshot snapshot,
        ControlPlaneMap map,
        LineTarget target
    ) =>
        snapshot
            .Nodes.SelectMany(node => map.LinesOf(node.Name))
            .Where(line => line.Target == target)
            .Select(KeyOf)
            .Distinct(StringComparer.Ordinal)
            .Select(key =>
                Column(snapshot, map, null, line =>
                    line.Target == target && KeyOf(line).Equals(key, StringComparison.Ordinal)
                )
            );

    private static string KeyOf(ApiServerLine line) =>
        line.Address is { IsLoopback: false } address ? address.ToString() : line.Server.Name.Value;

    private static MatrixColumn Column(
        ClusterSnapshot snapshot,
        ControlPlaneMap map,
        NodeName? master,
        Func<ApiServerLine, bool> isOfIt
    )
    {
        ImmutableArray<MatrixCell> cells =
        [
            .. snapshot.Nodes.Select(node =>
                Cell(node, [.. map.LinesOf(node.Name).Where(isOfIt).Select(line => line.Server)])
            ),
        ];
        return new MatrixColumn(LabelOf(cells, master), master, cells);
    }

    private static MatrixCell Cell(NodeState node, ImmutableArray<Server> servers) =>
        new(node, servers.IsEmpty ? null : servers.MinBy(Rank), node.HaProxy.Freshness) { Servers = servers };

    // Requests reach a master if any of the servers that lead to it takes them.
    private static int Rank(Server server) =>
        server switch
        {
            { IsProvenUp: true } => 0,
            { TakesTraffic: true } => 1,
            { IsOutOfRotation: false } => 2,
            _ => 3,
        };

    // The name that all nodes use; where they differ it says nothing, and the machine or its address does.
    private static string LabelOf(ImmutableArray<MatrixCell> cells, NodeName? master)
    {
        ImmutableArray<Server> servers = [.. cells.Select(cell => cell.Server).OfType<Server>()];
        return servers.Length == 0 || servers.Any(server => server.Name != servers[0].Name)
            ? master?.Value ?? servers.Select(server => server.Address).FirstOrDefault() ?? ""
            : servers[0].Name.Value;
    }
}
