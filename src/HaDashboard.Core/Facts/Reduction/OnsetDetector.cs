using System.Collections.Immutable;
using HaDashboard.Core.Facts.Onsets;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Transitions;

namespace HaDashboard.Core.Facts.Reduction;

/// <summary>
/// Keeps the onsets from the snapshots before and after an observation. Every onset is a transition too, so that this is only asked
/// where the timeline got an entry: a quiet poll costs nothing here.
/// </summary>
internal static class OnsetDetector
{
    internal static ClusterOnsets Next(ClusterSnapshot before, ClusterSnapshot after, DateTimeOffset at)
    {
        var onsets = after.Onsets;
        for (var i = 0; i < after.Nodes.Length; i++)
        {
            var (old, now) = (before.Nodes[i], after.Nodes[i]);
            onsets = WithEtcd(onsets, old, now, at);
            onsets = WithFalls(onsets, old, now, at);
        }

        return WithMoves(onsets, before.Kubernetes, after.Kubernetes, at);
    }

    private static ClusterOnsets WithEtcd(ClusterOnsets onsets, NodeState before, NodeState after, DateTimeOffset at)
    {
        if (ReferenceEquals(before.Etcd, after.Etcd))
        {
            return onsets;
        }

        var (was, now) = (ProbeTransitions.Word(before.Etcd), ProbeTransitions.Word(after.Etcd));
        if (!ProbeTransitions.IsChange(was, now, ProbeTransitions.IsFirst(before.Etcd)))
        {
            return onsets;
        }

        return onsets.WithEtcdUnwell(after.Name, ProbeTransitions.IsGood(now!) ? null : at);
    }

    private static ClusterOnsets WithFalls(ClusterOnsets onsets, NodeState before, NodeState after, DateTimeOffset at)
    {
        if (before.HaProxy.Value is not { } old || after.HaProxy.Value is not { } now || ReferenceEquals(old, now))
        {
            return onsets;
        }

        ImmutableArray<ServerFall> falls =
        [
            .. ServerTransitions
                .FallsOf(old, now)
                .Select(server => new ServerFall(at, after.Name, server.Proxy.Value, server.Name.Value)),
        ];
        return falls.IsEmpty ? onsets : onsets.WithFalls(falls, at);
    }

    private static ClusterOnsets WithMoves(
        ClusterOnsets onsets,
        KubernetesState before,
        KubernetesState after,
        DateTimeOffset at
    )
    {
        if (
            ReferenceEquals(before.Leases.Value, after.Leases.Value)
            || before.Leases.Value is not { } old
            || after.Leases.Value is not { } now
        )
        {
            return onsets;
        }

        ImmutableArray<LeaderMove> moves =
        [
            .. from lease in now.Values
            let was = old.GetValueOrDefault(lease.Name)
            where was is not null && !string.Equals(was.Holder, lease.Holder, StringComparison.Ordinal)
            select new LeaderMove(at, lease.Name, was.HolderHost, lease.HolderHost),
        ];
        return moves.IsEmpty ? onsets : onsets.WithMoves(moves);
    }
}
