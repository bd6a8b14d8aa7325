using HaDashboard.Core.Facts.Names;

namespace HaDashboard.Core.Facts.Etcd;

/// <summary>The arithmetic of an etcd cluster.</summary>
/// <param name="Members">As many as there are masters: kubeadm runs one on each.</param>
/// <param name="Living">Known just now to run and to count for the quorum.</param>
/// <param name="Lost">Known not to.</param>
/// <param name="Doubtful">May live, can't be counted on.</param>
/// <param name="Leader">The one that says it leads; null where none does, or two do.</param>
/// <param name="WithoutLeader">Living members that say they know of no leader.</param>
public sealed record EtcdCluster(int Members, int Living, int Lost, int Doubtful, NodeName? Leader, int WithoutLeader)
{
    /// <summary>Members nothing speaks of just now.</summary>
    public int Unknown => Members - Living - Lost - Doubtful;

    public int Quorum => QuorumOf(Members);

    /// <summary>Losses that a whole cluster of this size stands: none of one or two, one of three or four, two of five.</summary>
    public int Promised => Members - Quorum;

    /// <summary>Further losses it stands for certain.</summary>
    public int Remaining => Math.Max(0, Living - Quorum);

    public bool IsQuorumLost => Members > 0 && Members - Lost < Quorum;

    /// <summary>It has just its quorum and was made for better.</summary>
    public bool IsAtQuorum => Promised > 0 && !IsQuorumLost && Lost >= Promised;

    /// <summary>A member more than the next smaller odd size, for no failure more: it only adds one that can fail.</summary>
    public bool IsEven => Members > 0 && Members % 2 == 0;

    public static int QuorumOf(int members) => (members / 2) + 1;
}
