using System.Collections.Immutable;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Onsets;
using HaDashboard.Core.Facts.Snapshots;

namespace HaDashboard.Core.Facts.Reduction;

/// <summary>Keeps the onsets of the endpoint that all clients use from the snapshots before and after an observation.</summary>
internal static class EndpointOnsetDetector
{
    /// <returns>The same reference where nothing changed.</returns>
    internal static EndpointOnset Next(ClusterSnapshot before, ClusterSnapshot after, DateTimeOffset at)
    {
        var known = before.Onsets.Endpoint;
        var isKubeadmNew = !ReferenceEquals(before.Kubernetes.Kubeadm, after.Kubernetes.Kubeadm);
        var areAddressesNew = isKubeadmNew || AnyNode(before, after, static node => node.Addresses);
        var isReachNew =
            isKubeadmNew
            || !ReferenceEquals(before.Kubernetes.EndpointFromHere, after.Kubernetes.EndpointFromHere)
            || AnyNode(before, after, static node => node.Endpoint);
        var holders = areAddressesNew ? HoldersOf(known.Holders, after, at) : known.Holders;
        var since = isReachNew ? UnreachableSince(known, after, at) : known.UnreachableSince;
        return ReferenceEquals(holders, known.Holders) && since == known.UnreachableSince
            ? known
            : new EndpointOnset(holders, since);
    }

    private static bool AnyNode(ClusterSnapshot before, ClusterSnapshot after, Func<NodeState, object> slice)
    {
        for (var i = 0; i < after.Nodes.Length; i++)
        {
            if (!ReferenceEquals(slice(before.Nodes[i]), slice(after.Nodes[i])))
            {
                return true;
            }
        }

        return false;
    }

    private static DateTimeOffset? UnreachableSince(EndpointOnset known, ClusterSnapshot after, DateTimeOffset at) =>
        ApiEndpoints.Of(after).Shared is null
            ? null
            : EndpointReach.IsSharedReachable(after) switch
            {
                true => null,
                false => known.UnreachableSince ?? at,
                _ => known.UnreachableSince,
            };

    private static AddressHolders? HoldersOf(AddressHolders? known, ClusterSnapshot after, DateTimeOffset at)
    {
        if (ApiEndpoints.Of(after).SharedIp is not { } address)
        {
            return null;
        }

        var holders =
            known is not null && known.Address.Equals(address, StringComparison.Ordinal)
                ? known
                : new AddressHolders(address);
        var spans = SpansOf(holders, after);
        var next = ReferenceEquals(spans, holders.Spans) ? holders : holders with { Spans = spans };
        var certain = CertainOf(next, after);
        return certain is not { } nodes || (next.Nodes is { } same && same.SequenceEqual(nodes))
            ? next
            : next with
            {
                Nodes = nodes,
                Since = next.Nodes is null ? null : at,
            };
    }

    private static ImmutableDictionary<NodeName, HoldingSpan> SpansOf(AddressHolders known, ClusterSnapshot after)
    {
        var spans = known.Spans;
        foreach (var node in after.Nodes)
        {
            if (node.Addresses is { Value: { } addresses, ObservedAt: { } at })
            {
                var holds = addresses.Contains(known.Address);
                if (!spans.TryGetValue(node.Name, out var span) || span.Holds != holds)
                {
                    spans = spans.SetItem(node.Name, new HoldingSpan(holds, at));
                }
            }
        }

        return spans;
    }

    /// <summary>The machines that hold the address without doubt; null where the readings do not overlap yet.</summary>
    private static ImmutableArray<NodeName>? CertainOf(AddressHolders known, ClusterSnapshot after)
    {
        var readings = AddressReadings.Of(after, known.Address);
        if (readings.Holders.IsEmpty && !readings.AreCandidatesObserved)
        {
            return null;
        }

        var deciding = readings.Holders.IsEmpty ? readings.Candidates : readings.Holders;
        var latestStart = deciding.Max(node => known.Spans[node.Name].Since);
        return deciding.All(node => node.Addresses.ObservedAt >= latestStart)
            ? [.. readings.Holders.Select(node => node.Name)]
            : null;
    }
}
