using System.Collections.Immutable;
using HaDashboard.Core.Facts.HaProxy;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Core.Diagnosis.Topology;

/// <summary>One cell of the node × master matrix.</summary>
/// <param name="Node">The node whose HAProxy reports the server.</param>
/// <param name="Server">The server as reported; null if the HAProxy does not list it or never responded.</param>
/// <param name="Freshness">Whether the report is current.</param>
public sealed record MatrixCell(NodeState Node, Server? Server, Freshness Freshness)
{
    /// <summary>Every server of this node that leads there: a master may be listed twice, or in several API backends.</summary>
    public ImmutableArray<Server> Servers { get; init; } = [];
}

/// <summary>One column of the matrix: a master as every node's HAProxy sees it, or a server that may lead to any master.</summary>
/// <param name="ServerName">
/// The name of its server on every node; where nodes name it differently, the master's name, else the address.
/// </param>
/// <param name="Cells">One for each node; a node without HAProxy never has a server.</param>
public sealed record MatrixColumn(string ServerName, NodeName? Master, ImmutableArray<MatrixCell> Cells)
{
    /// <summary>
    /// The one server that every listing node has for it; null where their names differ or a node has several, so that no command fits all.
    /// </summary>
    public Server? Common
    {
        get
        {
            Server? common = null;
            foreach (var cell in Cells)
            {
                var isOther =
                    cell.Servers.Length > 1
                    || (
                        common is not null
                        && cell.Server is { } server
                        && (server.Name != common.Name || server.Proxy != common.Proxy)
                    );
                if (isOther)
                {
                    return null;
                }

                common ??= cell.Server;
            }

            return common;
        }
    }

    public MatrixCell Of(NodeName node) => Cells.First(s => s.Node.Name == node);

    /// <summary>The proxy of its server on the first node that lists it.</summary>
    public string ProxyName =>
        Cells.Select(cell => cell.Server?.Proxy.Value).FirstOrDefault(name => name is not null) ?? "";

    public IEnumerable<MatrixCell> Fresh => Cells.Where(s => s.Freshness is Freshness.Fresh);

    /// <summary>At least one responding node would send it a request.</summary>
    public bool TakesTrafficSomewhere => Fresh.Any(s => s.Server is { TakesTraffic: true });

    /// <summary>At least one responding node sends it requests after a passed health check.</summary>
    public bool IsProven => Fresh.Any(s => s.Server is { IsProvenUp: true });

    /// <summary>
    /// It is proven, and not only to its own machine: what others can't reach serves nobody else. Where no other machine lists it, its own
    /// has to do.
    /// </summary>
    public bool IsProvenToOthers
    {
        get
        {
            var others = Fresh.Where(s => s.Server is not null && s.Node.Name != Master).ToImmutableArray();
            return others.IsEmpty ? IsProven : others.Any(s => s.Server is { IsProvenUp: true });
        }
    }

    /// <summary>
    /// At least one node responds, and no responding node sends it a request. A server without a health check is not counted, because its
    /// state is unknown.
    /// </summary>
    public bool IsOutOfRotationEverywhere =>
        Fresh.Any() && Fresh.All(s => s.Server is null or { IsOutOfRotation: true });

    /// <summary>Every responding node that lists it reports it DOWN, which is not an administrative state.</summary>
    public bool IsDown =>
        Fresh.Any(s => s.Server is not null)
        && Fresh.All(s => s.Server is null or { Status.State: ServerOperationalState.Down });
}
