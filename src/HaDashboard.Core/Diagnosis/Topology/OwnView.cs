using HaDashboard.Core.Facts.Snapshots;

namespace HaDashboard.Core.Diagnosis.Topology;

/// <summary>What others see of a node that the dashboard can't reach.</summary>
internal static class OwnView
{
    /// <summary>A kubelet renews its lease every ten seconds.</summary>
    private static readonly TimeSpan LeaseIsRecent = TimeSpan.FromSeconds(20);

    /// <summary>
    /// Only the dashboard's view of the master is lost: the HAProxys of other nodes send requests to its apiserver and none of their checks
    /// fails, and its kubelet reports to the API. HAProxys need some seconds to notice a host that is gone; one failed check ends this.
    /// </summary>
    internal static bool IsLostOf(ClusterDiagnosis diagnosis, NodeState master)
    {
        var kubernetes = diagnosis.Snapshot.Kubernetes;
        return diagnosis.Matrix.FirstOrDefault(column => column.Master == master.Name) is { } column
            && column.Fresh.Any(cell => cell.Server is { IsProvenUp: true } && cell.Node.Name != master.Name)
            && column.Fresh.All(cell => cell.Server is null or { IsOutOfRotation: false, IsGoingDown: false })
            && kubernetes.Nodes.IsFresh
            && kubernetes.Node(master.Name) is { Ready: true }
            && IsRenewed(diagnosis.Snapshot, master);
    }

    // Where node leases are not read, the Ready condition alone has to do.
    private static bool IsRenewed(ClusterSnapshot snapshot, NodeState master) =>
        snapshot.Kubernetes.NodeLeases is not { IsFresh: true, Value: { } leases }
        || leases.GetValueOrDefault(master.Name.Value) is not { } lease
        || snapshot.At - lease.SeenRenewedAt <= LeaseIsRecent;
}
