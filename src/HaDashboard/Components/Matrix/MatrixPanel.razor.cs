using System.Collections.Immutable;
using HaDashboard.Components.Shared;
using HaDashboard.Core.Diagnosis.Endpoints;
using HaDashboard.Core.Diagnosis.Topology;
using HaDashboard.Core.Facts.Inventory;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Text;
using HaDashboard.Core.Views;
using Microsoft.AspNetCore.Components;

namespace HaDashboard.Components.Matrix;

public sealed partial class MatrixPanel : ComponentBase
{
    /// <summary>From this number of nodes, identical rows fold into one, so that the rows that differ are visible.</summary>
    private const int FoldFrom = 13;
    private const int FoldAtLeast = 3;
    private readonly HashSet<string> _open = new(StringComparer.Ordinal);

    [Parameter, EditorRequired]
    public required ClusterView View { get; set; }

    private IEnumerable<RowGroup> Groups =>
        Rows.Length < FoldFrom
            ? [new RowGroup("", Rows, false)]
            : from node in Rows
            group node by Signature(node) into rows
            let nodes = rows.ToImmutableArray()
            orderby nodes.Length
            select new RowGroup(rows.Key, nodes, nodes.Length >= FoldAtLeast && !_open.Contains(rows.Key));

    // A machine without HAProxy on purpose reaches the API in another way: it has no row here.
    private ImmutableArray<NodeState> Rows => [.. View.Snapshot.Nodes.Where(node => node.HasHaProxy)];

    private Message NoData =>
        View.Snapshot.Nodes.Any(node => node.HaProxy.Failure is not null)
            ? MatrixTexts.NoHaProxyDataFindings
            : MatrixTexts.NoHaProxyData;

    private bool HasEndpoints => View.Snapshot.Inventory.Probes is not null;

    private Message EndpointTitle =>
        Endpoint.IsShared ? MatrixTexts.SharedEndpointTitle : MatrixTexts.LocalEndpointTitle;

    private EndpointView Endpoint => View.Diagnosis.Endpoints;

    private string Signature(NodeState node) =>
        string.Join(
            '|',
            View.Matrix.Select(column => column.Of(node.Name)).Select(s => $"{s.Freshness} {s.Server?.Status.Word}")
        ) + EndpointCells.Of(node, Endpoint.IsShared).Word;

    private NodeState? MasterOf(MatrixColumn column) => column.Master is { } master ? View.Snapshot.Node(master) : null;

    private CellModel FoldedCell(RowGroup group, MatrixColumn column)
    {
        var first = MatrixCells.Of(column, column.Of(group.Rows[0].Name), MasterOf(column));
        return first with
        {
            Node = null,
            Href = null,
            Since = null,
            Detail = MatrixTexts.NodeCount(group.Rows.Length),
            Label = MatrixTexts.FoldedServer(group.Rows.Length, column.ServerName, first.Word),
        };
    }

    private string Kind(NodeState node)
    {
        var role = node.Config.Role switch
        {
            NodeRole.Master => MatrixTexts.RoleMaster,
            NodeRole.LoadBalancer => MatrixTexts.RoleLoadBalancer,
            _ => MatrixTexts.RoleWorker,
        };
        var kubernetes = View.Snapshot.Kubernetes;
        return kubernetes.Node(node.Name) is not { } known ? role
            : kubernetes.Nodes.IsFresh ? $"{role} · {NodeWords.Ready(known)}"
            : $"{role} · {SharedTexts.Was(NodeWords.Ready(known))}";
    }

    private sealed record RowGroup(string Key, ImmutableArray<NodeState> Rows, bool Folded);
}
