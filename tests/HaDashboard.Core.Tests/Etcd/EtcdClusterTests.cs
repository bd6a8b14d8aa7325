using HaDashboard.Core.Facts.Etcd;
using Xunit;

namespace HaDashboard.Core.Tests.Etcd;

public sealed class EtcdClusterTests
{
    [Theory]
    [InlineData(1, 1, 0, false)]
    [InlineData(2, 2, 0, true)]
    [InlineData(3, 2, 1, false)]
    [InlineData(4, 3, 1, true)]
    [InlineData(5, 3, 2, false)]
    [InlineData(6, 4, 2, true)]
    [InlineData(7, 4, 3, false)]
    public void Quorum_OfEverySize(int members, int quorum, int tolerated, bool even)
    {
        var whole = new EtcdCluster(members, members, 0, 0, null, 0);

        Assert.Equal((quorum, tolerated, even), (whole.Quorum, whole.ToleratedWhenComplete, whole.IsEven));
        Assert.Equal(tolerated, whole.Remaining);
        Assert.False(whole.IsQuorumLost || whole.IsAtQuorum);
    }

    [Theory]
    [InlineData(3, 1, true, false)]
    [InlineData(3, 2, false, true)]
    [InlineData(4, 1, true, false)]
    [InlineData(4, 2, false, true)]
    [InlineData(5, 1, false, false)]
    [InlineData(5, 2, true, false)]
    [InlineData(5, 3, false, true)]
    [InlineData(1, 1, false, true)]
    [InlineData(2, 1, false, true)]
    public void Losses_BringItToItsQuorum_AndBelow(int members, int lost, bool atQuorum, bool isLost)
    {
        var cluster = new EtcdCluster(members, members - lost, lost, 0, null, 0);

        Assert.Equal((atQuorum, isLost), (cluster.IsAtQuorum, cluster.IsQuorumLost));
    }

    [Fact]
    public void MembersNobodySpeaksOf_AreNeitherLivingNorLost()
    {
        var cluster = new EtcdCluster(3, 1, 0, 1, null, 0);

        Assert.Equal((1, 0), (cluster.Unknown, cluster.Remaining));
        Assert.False(cluster.IsQuorumLost);
    }
}
