using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using HaDashboard.Core.Facts.HaProxy;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Core.Diagnosis.Topology;

/// <summary>One cell of the node × master matrix.</summary>
/// <param name="Node">The node whose HAProxy speaks.</param>
/// <param name="Server">What it says of the server; null where it lists none of that name, or was never heard.</param>
/// <param name="Freshness">Whether that speaks of now.</param>
public sealed record MasterSighting(NodeState Node, Server? Server, Freshness Freshness);

/// <summary>One column of the matrix: a server of the API backend as every node's HAProxy sees it.</summary>
public sealed record MasterView(string ServerName, NodeName? Master, ImmutableArray<MasterSighting> Sightings)
{
    public MasterSighting Of(NodeName node) => Sightings.First(s => s.Node.Name == node);

    public IEnumerable<MasterSighting> Fresh => Sightings.Where(s => s.Freshness is Freshness.Fresh);

    /// <summary>At least one node, heard just now, would send it a request.</summary>
    public bool ServesSomeone => Fresh.Any(s => s.Server is { TakesTraffic: true });

    /// <summary>At least one node, heard just now, sends it requests because a check of its own says that it answers.</summary>
    public bool IsProven => Fresh.Any(s => s.Server is { IsProvenUp: true });

    /// <summary>Somebody was heard just now, and nobody sends it a request, for certain: a server that isn't checked is no such certainty.</summary>
    public bool ServesNobody => Fresh.Any() && Fresh.All(s => s.Server is null or { IsOutOfRotation: true });

    /// <summary>Failed in the eyes of everybody who was heard just now and lists it: nobody's intention.</summary>
    public bool IsDown =>
        Fresh.Any(s => s.Server is not null)
        && Fresh.All(s => s.Server is null or { Status.State: ServerOperationalState.Down });
}

/// <summary>The node × master matrix: the union of the API backend's servers over all nodes, in the order they are configured.</summary>
public static class MasterMatrix
{
    // Half the rules and every page ask for it; a snapshot never changes.
    private static readonly ConditionalWeakTable<ClusterSnapshot, Known> Memo = [];

    public static ImmutableArray<MasterView> Of(ClusterSnapshot snapshot) =>
        Memo.GetValue(snapshot, static s => new Known(Make(s))).Columns;

    private static ImmutableArray<MasterView> Make(ClusterSnapshot snapshot)
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

    private static MasterView Column(ClusterSnapshot snapshot, string backend, string name)
    {
        ImmutableArray<MasterSighting> sightings =
        [
            .. snapshot.Nodes.Select(node => new MasterSighting(
                node,
                node.HaProxy.Value?.Find(backend, name),
                node.HaProxy.Freshness
            )),
        ];
        return new MasterView(name, MasterBehind(snapshot, name, sightings), sightings);
    }

    /// <summary>The node a server line points to: by its address against the inventory and the API's InternalIP, else by its name.</summary>
    private static NodeName? MasterBehind(
        ClusterSnapshot snapshot,
        string name,
        ImmutableArray<MasterSighting> sightings
    )
    {
        var address = sightings.Select(s => s.Server?.Address).FirstOrDefault(a => a is not null);
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

    private sealed record Known(ImmutableArray<MasterView> Columns);
}
