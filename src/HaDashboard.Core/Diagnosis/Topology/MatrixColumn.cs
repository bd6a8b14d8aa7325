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
public sealed record MatrixCell(NodeState Node, Server? Server, Freshness Freshness);

/// <summary>One column of the matrix: a server of the API backend as every node's HAProxy sees it.</summary>
public sealed record MatrixColumn(string ServerName, NodeName? Master, ImmutableArray<MatrixCell> Cells)
{
    public MatrixCell Of(NodeName node) => Cells.First(s => s.Node.Name == node);

    public IEnumerable<MatrixCell> Fresh => Cells.Where(s => s.Freshness is Freshness.Fresh);

    /// <summary>At least one responding node would send it a request.</summary>
    public bool TakesTrafficSomewhere => Fresh.Any(s => s.Server is { TakesTraffic: true });

    /// <summary>At least one responding node sends it requests after a passed health check.</summary>
    public bool IsProven => Fresh.Any(s => s.Server is { IsProvenUp: true });

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
