using System.Collections.Immutable;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Snapshots;

namespace HaDashboard.Core.Diagnosis.Topology;

/// <summary>The node × master matrix: the union of the API backend's servers over all nodes, in the order they are configured.</summary>
internal static class ReachabilityMatrix
{
    internal static ImmutableArray<MatrixColumn> Of(ClusterSnapshot snapshot)
    {
        var backend = snapshot.Inventory.ApiBackend;
        var names = new List<string>();
        foreach (var server in snapshot.Nodes.SelectMany(node => node.HaProxy.Value?.Find(backend)?.Servers ?? []))
        {
            if (!names.Contains(server.Name.Value, StringComparer.Ordinal))
            {
                names.Add(server.Name.Value);
            }
        }

        return [.. names.Select(name => Column(snapshot, backend, name))];
    }

    private static MatrixColumn Column(ClusterSnapshot snapshot, string backend, string name)
    {
        ImmutableArray<MatrixCell> cells =
        [
            .. snapshot.Nodes.Select(node => new MatrixCell(
                node,
                node.HaProxy.Value?.Find(backend, name),
                node.HaProxy.Freshness
            )),
        ];
        return new MatrixColumn(name, MasterBehind(snapshot, name, cells), cells);
    }

    /// <summary>
    /// The node a server line points to: by its address against the inventory and the API's InternalIP, else by its name.
    /// </summary>
    private static NodeName? MasterBehind(ClusterSnapshot snapshot, string name, ImmutableArray<MatrixCell> cells)
    {
        var address = cells.Select(s => s.Server?.Address).FirstOrDefault(a => a is not null);
        var host = HostOf(address);
        foreach (var node in snapshot.Nodes.Where(n => n.IsMaster))
        {
            if (
                node.Name.Value.Equals(name, StringComparison.Ordinal)
                || (
                    host is not null
                    && (
                        host.Equals(node.Config.Address, StringComparison.OrdinalIgnoreCase)
                        || host.Equals(snapshot.Kubernetes.Node(node.Name)?.InternalIp, StringComparison.Ordinal)
                    )
                )
            )
            {
                return node.Name;
            }
        }

        return null;
    }

    private static string? HostOf(string? address)
    {
        var colon = address?.LastIndexOf(':') ?? -1;
        return colon > 0 ? address![..colon].Trim('[', ']') : address;
    }
}
