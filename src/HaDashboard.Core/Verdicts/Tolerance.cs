using System.Collections.Immutable;
using HaDashboard.Core.Inventory;
using HaDashboard.Core.Kubernetes;
using HaDashboard.Core.Snapshots;

namespace HaDashboard.Core.Verdicts;

/// <summary>How many masters there are, how many serve, and how many etcd members live, as far as is known now.</summary>
/// <param name="Masters">Masters in the inventory.</param>
/// <param name="Serving">Apiservers that at least one node's HAProxy, heard just now, sends requests to.</param>
/// <param name="NotServing">Apiservers that every node heard just now refuses to send requests to.</param>
/// <param name="EtcdLost">Masters whose etcd member is known not to run.</param>
/// <param name="EtcdUnknown">Masters whose etcd member nothing fresh speaks of.</param>
public sealed record Tolerance(int Masters, int Serving, int NotServing, int EtcdLost, int EtcdUnknown, bool SomebodyWasHeard)
{
    public int Quorum => (Masters / 2) + 1;

    /// <summary>Failures a cluster of this size stands when whole: one of three, two of five, none of one.</summary>
    public int Promised => Masters - Quorum;

    public bool NobodyServes => SomebodyWasHeard && Serving == 0;

    public bool QuorumLost => Masters - EtcdLost < Quorum;

    /// <summary>Nothing fresh tells who serves, though somebody was heard: the servers are in states this code can't read.</summary>
    public bool Uncertain => Serving + NotServing == 0;

    /// <summary>One more master lost would end it. A cluster of one or two never promised better, and is not worse for it.</summary>
    public bool StandsNoFurtherFailure =>
        Promised > 0 && (Remaining == 0 || Serving == 1);

    /// <summary>Further masters that may be lost.</summary>
    public int Remaining => Math.Max(0, Math.Min(Promised - EtcdLost, Serving - 1));

    public static Tolerance Of(ClusterSnapshot snapshot)
    {
        var masters = snapshot.Nodes.Where(node => node.IsMaster).ToImmutableArray();
        var matrix = MasterMatrix.Of(snapshot);
        var etcd = masters.Select(node => EtcdLives(snapshot, node.Name)).ToImmutableArray();
        return new Tolerance(
            masters.Length,
            matrix.Count(column => column.ServesSomeone),
            matrix.Count(column => column.ServesNobody),
            etcd.Count(lives => lives == false),
            etcd.Count(lives => lives is null),
            snapshot.Nodes.Any(node => node.HaProxy.IsFresh));
    }

    /// <summary>What the pods and nodes of a fresh API say of a master's etcd member; null where they say nothing of now.</summary>
    private static bool? EtcdLives(ClusterSnapshot snapshot, NodeName master)
    {
        if (!snapshot.Kubernetes.Nodes.IsFresh || !snapshot.Kubernetes.Pods.IsFresh)
        {
            return null;
        }

        // A node whose kubelet is silent says nothing about its etcd: its pods' conditions are of the past.
        // Its member may well live, but it can't be counted on.
        if (snapshot.Kubernetes.Node(master) is { Ready: null or false })
        {
            return false;
        }

        return snapshot.Kubernetes.ComponentPod(master, ControlPlaneComponent.Etcd) is { IsReady: true };
    }
}
