using System.Collections.Immutable;
using HaDashboard.Core.Facts.HaProxy;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Core.Diagnosis.Topology;

/// <summary>One cell of the node × master matrix.</summary>
/// <param name="Node">The node whose HAProxy speaks.</param>
/// <param name="Server">What it says of the server; null where it lists none of that name, or was never heard.</param>
/// <param name="Freshness">Whether that speaks of now.</param>
public sealed record MatrixCell(NodeState Node, Server? Server, Freshness Freshness);

/// <summary>One column of the matrix: a server of the API backend as every node's HAProxy sees it.</summary>
public sealed record MatrixColumn(string ServerName, NodeName? Master, ImmutableArray<MatrixCell> Cells)
{
    public MatrixCell Of(NodeName node) => Cells.First(s => s.Node.Name == node);

    public IEnumerable<MatrixCell> Fresh => Cells.Where(s => s.Freshness is Freshness.Fresh);

    /// <summary>At least one node, heard just now, would send it a request.</summary>
    public bool ServesSomeone => Fresh.Any(s => s.Server is { TakesTraffic: true });

    /// <summary>At least one node, heard just now, sends it requests because a check of its own says that it answers.</summary>
    public bool IsProven => Fresh.Any(s => s.Server is { IsProvenUp: true });

    /// <summary>
    /// Somebody was heard just now, and nobody sends it a request, for certain: a server that isn't checked is no such
    /// certainty.
    /// </summary>
    public bool ServesNobody => Fresh.Any() && Fresh.All(s => s.Server is null or { IsOutOfRotation: true });

    /// <summary>Failed in the eyes of everybody who was heard just now and lists it: nobody's intention.</summary>
    public bool IsDown =>
        Fresh.Any(s => s.Server is not null)
        && Fresh.All(s => s.Server is null or { Status.State: ServerOperationalState.Down });
}
