using System.Collections.Immutable;
using HaDashboard.Core.Facts.Inventory;

namespace HaDashboard.Core.Facts.Snapshots;

/// <summary>What the current readings of the machines' addresses show of one virtual address.</summary>
/// <param name="Holders">Machines whose last reading contains the address, in the order of the inventory.</param>
/// <param name="Candidates">Machines that may hold it.</param>
/// <param name="AreCandidatesObserved">Each candidate has a current reading.</param>
internal sealed record AddressReadings(
    ImmutableArray<NodeState> Holders,
    ImmutableArray<NodeState> Candidates,
    bool AreCandidatesObserved
)
{
    /// <summary>
    /// An older reading does not show who holds the address now. It is several times the interval at which addresses are read while
    /// there is a virtual one.
    /// </summary>
    internal static readonly TimeSpan Current = TimeSpan.FromSeconds(15);

    internal static AddressReadings Of(ClusterSnapshot snapshot, string address)
    {
        ImmutableArray<NodeState> candidates = [.. CandidatesOf(snapshot)];
        return new AddressReadings(
            [.. snapshot.Nodes.Where(node => IsCurrent(snapshot, node) && node.Addresses.Value!.Contains(address))],
            candidates,
            !candidates.IsEmpty && candidates.All(node => IsCurrent(snapshot, node))
        );
    }

    private static bool IsCurrent(ClusterSnapshot snapshot, NodeState node) =>
        node.Addresses.IsFresh && snapshot.At - node.Addresses.ObservedAt <= Current;

    // A virtual address is in front of HAProxys that all clients share: those of masters and of load balancers. Without any of these,
    // kube-vip may run on every node.
    private static IEnumerable<NodeState> CandidatesOf(ClusterSnapshot snapshot)
    {
        var shared = snapshot.Nodes.Where(node => node.HasHaProxy && node.Config.Role is not NodeRole.Worker);
        return shared.Any() ? shared : snapshot.Nodes;
    }
}
