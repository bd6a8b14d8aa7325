using System.Collections.Immutable;
using HaDashboard.Core.Facts.Snapshots;

namespace HaDashboard.Core.Diagnosis.Topology;

/// <summary>What others see of a node that the dashboard can't reach.</summary>
internal static class OwnView
{
    /// <summary>A kubelet renews its lease every ten seconds.</summary>
    private static readonly TimeSpan LeaseIsRecent = TimeSpan.FromSeconds(20);

    /// <summary>
    /// Only the dashboard's view of the master is lost: the HAProxys of other nodes send requests to its apiserver and none of their checks
    /// fails, its kubelet reports to the API, and nothing fails elsewhere. HAProxys need some seconds to notice a host that is gone; one
    /// failed check ends this.
    /// </summary>
    internal static bool IsLostOf(ClusterSnapshot snapshot, ImmutableArray<MatrixColumn> matrix, NodeState master)
    {
        var kubernetes = snapshot.Kubernetes;
        return matrix.FirstOrDefault(column => column.Master == master.Name) is { } column
            && column.Fresh.Any(cell => cell.Server is { IsProvenUp: true } && cell.Node.Name != master.Name)
            && column.Fresh.All(cell => cell.Server is null or { IsOutOfRotation: false, IsGoingDown: false })
            && kubernetes.Nodes.IsFresh
            && kubernetes.Node(master.Name) is { Ready: true }
            && IsRenewed(snapshot, master)
            && snapshot.Nodes.All(other => other.Name == master.Name || IsQuiet(other));
    }

    // A host that is gone shows elsewhere: etcd reacts to the lost member, and connections through other HAProxys fail.
    private static bool IsQuiet(NodeState other) =>
        other.Etcd.FreshValue is null or { Healthy: true }
        && other.LocalEndpoint.FreshValue is null or { IsHealthy: true };

    // Where node leases are not read, the Ready condition alone has to do.
    private static bool IsRenewed(ClusterSnapshot snapshot, NodeState master) =>
        snapshot.Kubernetes.NodeLeases is not { IsFresh: true, Value: { } leases }
        || leases.GetValueOrDefault(master.Name.Value) is not { } lease
        || snapshot.At - lease.SeenRenewedAt <= LeaseIsRecent;
}
