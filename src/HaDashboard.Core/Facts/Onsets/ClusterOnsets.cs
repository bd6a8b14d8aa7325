using System.Collections.Immutable;
using HaDashboard.Core.Facts.Names;

namespace HaDashboard.Core.Facts.Onsets;

/// <summary>
/// When the states began that findings report with a start time. The timeline is for people and is trimmed: pods that come and go push its
/// entries out. These facts are kept by subject instead, each within a bound of its own.
/// </summary>
/// <param name="EtcdUnwellSince">By master: when its etcd member became unhealthy; missing for a member that is healthy or was never
/// observed
/// healthy.</param>
/// <param name="ServerFalls">The newest first, within <see cref="FallWindow"/> of the newest.</param>
/// <param name="LeaderMoves">The newest first; of each lease and former holder only the newest.</param>
public sealed record ClusterOnsets(
    ImmutableDictionary<NodeName, DateTimeOffset> EtcdUnwellSince,
    ImmutableArray<ServerFall> ServerFalls,
    ImmutableArray<LeaderMove> LeaderMoves
)
{
    /// <summary>For how long a fall is kept.</summary>
    public static readonly TimeSpan FallWindow = TimeSpan.FromMinutes(10);

    private const int KeptFallsPerServer = 200;
    private const int KeptMoves = 50;

    public static ClusterOnsets None { get; } = new(ImmutableDictionary<NodeName, DateTimeOffset>.Empty, [], []);

    /// <summary>Of the endpoint that all clients use.</summary>
    public EndpointOnset Endpoint { get; init; } = EndpointOnset.None;

    internal ClusterOnsets WithEtcdUnwell(NodeName node, DateTimeOffset? since) =>
        this with
        {
            EtcdUnwellSince = since is { } at ? EtcdUnwellSince.SetItem(node, at) : EtcdUnwellSince.Remove(node),
        };

    internal ClusterOnsets WithFalls(ImmutableArray<ServerFall> falls, DateTimeOffset at)
    {
        var kept = ImmutableArray.CreateBuilder<ServerFall>();
        var counts = new Dictionary<(NodeName, string, string), int>();
        foreach (var fall in falls.Concat(ServerFalls.Where(old => at - old.At <= FallWindow)))
        {
            var key = (fall.Node, fall.Proxy, fall.Server);
            var count = counts[key] = counts.GetValueOrDefault(key) + 1;
            if (count <= KeptFallsPerServer)
            {
                kept.Add(fall);
            }
        }

        return this with
        {
            ServerFalls = kept.ToImmutable(),
        };
    }

    internal ClusterOnsets WithMoves(ImmutableArray<LeaderMove> moves) =>
        this with
        {
            LeaderMoves = [.. moves.Concat(LeaderMoves).DistinctBy(move => (move.Lease, move.From)).Take(KeptMoves)],
        };
}
