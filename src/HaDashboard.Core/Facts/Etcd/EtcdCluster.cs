using HaDashboard.Core.Facts.Names;

namespace HaDashboard.Core.Facts.Etcd;

/// <summary>Counts the members of the etcd cluster and computes its quorum and failure tolerance.</summary>
/// <param name="Members">Members with a vote: kubeadm runs one on each master.</param>
/// <param name="Living">Members that are known to run now and that count for the quorum.</param>
/// <param name="Lost">Members that are known not to run or not to count for the quorum.</param>
/// <param name="Doubtful">Members that may run, but that the quorum cannot rely on.</param>
/// <param name="Leader">The member that reports that it is the leader; null if none or more than one does.</param>
/// <param name="WithoutLeader">Running members that report that they have no leader.</param>
public sealed record EtcdCluster(int Members, int Living, int Lost, int Doubtful, NodeName? Leader, int WithoutLeader)
{
    /// <summary>Members without current data.</summary>
    public int Unknown => Members - Living - Lost - Doubtful;

    public int Quorum => QuorumOf(Members);

    /// <summary>Failures that a complete cluster of this size tolerates: 0 of 1 or 2 members, 1 of 3 or 4, 2 of 5.</summary>
    public int ToleratedWhenComplete => Members - Quorum;

    /// <summary>Further failures that the cluster certainly tolerates now.</summary>
    public int Remaining => Math.Max(0, Living - Quorum);

    public bool IsQuorumLost => Members > 0 && Members - Lost < Quorum;

    /// <summary>True if the cluster has quorum, but tolerates no further failure although its size allows at least one.</summary>
    public bool IsAtQuorum => ToleratedWhenComplete > 0 && !IsQuorumLost && Lost >= ToleratedWhenComplete;

    /// <summary>
    /// True for an even number of members. It tolerates no more failures than one member fewer, and has one more member that can fail.
    /// </summary>
    public bool IsEven => Members > 0 && Members % 2 == 0;

    public static int QuorumOf(int members) => (members / 2) + 1;
}
