using HaDashboard.Adapters.ControlPlane;
using HaDashboard.Adapters.Ssh.Connections;
using HaDashboard.Core.Facts.Etcd;
using HaDashboard.Core.Facts.Inventory;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Tests;
using Xunit;

namespace HaDashboard.Adapters.Tests.ControlPlane;

/// <summary>etcd 3.3 to 3.6 through the prober: a member, its health, and the alarm behind it.</summary>
public sealed class EtcdVersionTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("3.3.5-healthy", true, "")]
    [InlineData("3.3.5-unhealthy", false, "")] // no reason, no quota, no parameter: nothing shows an alarm
    [InlineData("3.3.27-nospace", false, "NOSPACE")]
    [InlineData("3.4.13-nospace", false, "NOSPACE")]
    [InlineData("3.4.13-read-fails", false, "")]
    [InlineData("3.4.23-healthy", true, "")]
    [InlineData("3.4.23-nospace", false, "NOSPACE")]
    [InlineData("3.4.23-nospace-defragmented", false, "NOSPACE")]
    [InlineData("3.4.23-corrupt", false, "CORRUPT")]
    [InlineData("3.4.23-nospace-and-corrupt", false, "NOSPACE CORRUPT")]
    [InlineData("3.4.23-no-leader", false, "")]
    [InlineData("3.4.23-read-fails", false, "")]
    [InlineData("3.5.21-healthy", true, "")]
    [InlineData("3.5.21-nospace", false, "NOSPACE")]
    [InlineData("3.5.21-no-leader", false, "")]
    [InlineData("3.6.5-healthy", true, "")]
    [InlineData("3.6.5-nospace", false, "NOSPACE")]
    [InlineData("3.6.5-corrupt", false, "CORRUPT")]
    [InlineData("3.6.5-read-fails", false, "")] // its database is as large as its quota, and the reason is another one
    public async Task Member_HasItsHealthAndItsAlarms(string name, bool healthy, string alarms)
    {
        await using var server = new AnswerServer(AnswerFile.Read($"etcd/answers/{name}"));
        var member = await ReadAsync(server);

        Assert.Equal(EtcdMemberSource.Metrics, member.Source);
        Assert.Equal(name.Split('-')[0], member.Version);
        Assert.Equal((healthy, alarms), (member.Healthy, string.Join(' ', member.Alarms)));
        Assert.Equal(!name.Contains("no-leader", StringComparison.Ordinal), member.HasLeader);
        Assert.NotNull(member.DbSizeBytes);
        Assert.NotNull(member.CommittedIndex);
    }

    [Fact]
    public async Task ValuesThatAVersionDoesNotReport_AreUnknown()
    {
        await using var oldest = new AnswerServer(AnswerFile.Read("etcd/answers/3.3.5-healthy"));
        var member = await ReadAsync(oldest);
        Assert.Equal((null, null, null, null), (member.Id, member.IsLearner, member.QuotaBytes, member.DbInUseBytes));
        Assert.Equal((2433024L, null), (member.DbSizeBytes, member.QuotaUsed));

        await using var newest = new AnswerServer(AnswerFile.Read("etcd/answers/3.6.5-nospace"));
        member = await ReadAsync(newest);
        Assert.Equal(
            ("2e1259d415f2a040", false, 2097152L, 1425408L),
            (member.Id, member.IsLearner, member.QuotaBytes, member.DbInUseBytes)
        );
        Assert.Equal("ALARM NOSPACE", $"{member.Reason}");
    }

    [Theory]
    [InlineData("3.4.23-healthy")]
    [InlineData("3.4.23-no-leader")]
    [InlineData("3.5.21-nospace")]
    [InlineData("3.6.5-read-fails")]
    public async Task Member_WithAReasonOrWithoutALeader_IsAskedOnce(string name)
    {
        await using var server = new AnswerServer(AnswerFile.Read($"etcd/answers/{name}"));
        await ReadAsync(server);
        Assert.Equal(["/health", "/metrics"], server.Paths.Order(StringComparer.Ordinal));
    }

    // A read that hangs is a reason of its own. The member answered, so it is reported, and its size alone decides.
    [Theory]
    [InlineData("3.4.23-read-fails", "")]
    [InlineData("3.4.23-nospace", "NOSPACE")]
    public async Task FurtherAnswerThatDoesNotCome_LeavesTheMemberReported(string name, string alarms)
    {
        var file = AnswerFile.Read($"etcd/answers/{name}");
        await using var server = new AnswerServer(path =>
            path.StartsWith("/health?", StringComparison.Ordinal) ? null : file.Of(path)
        );
        var member = await ReadAsync(server, TimeSpan.FromSeconds(0.4));
        Assert.Equal((false, alarms), (member.Healthy, string.Join(' ', member.Alarms)));
    }

    [Theory]
    [InlineData(0.98, "")]
    [InlineData(0.995, "NOSPACE")]
    [InlineData(1.2, "NOSPACE")]
    public void Size_CountsOnlyAtTheQuota(double used, string alarms)
    {
        const long Quota = 8L * 1024 * 1024;
        var member = new EtcdMember(EtcdMemberSource.Metrics, Healthy: false)
        {
            HasLeader = true,
            QuotaBytes = Quota,
            DbSizeBytes = (long)(Quota * used),
        };
        Assert.Equal(alarms, string.Join(' ', EtcdAlarms.BySize(member)));
        Assert.Empty(EtcdAlarms.BySize(member with { QuotaBytes = null }));
        Assert.Empty(EtcdAlarms.BySize(member with { QuotaBytes = 0 }));
        Assert.Empty(EtcdAlarms.BySize(member with { DbSizeBytes = null }));
    }

    [Theory]
    [InlineData("1.13.12", true)]
    [InlineData("1.13.12-etcd-down", false)]
    [InlineData("1.16.15", true)]
    [InlineData("1.34.1", true)]
    [InlineData("1.34.1-etcd-down", false)]
    public async Task MemberWithoutMetrics_IsReportedByTheApiServerOfEachVersion(string name, bool healthy)
    {
        await using var server = new AnswerServer(AnswerFile.Read($"kubernetes/answers/{name}"));
        var closed = new AnswerServer(_ => null);
        await closed.DisposeAsync();
        var member = await ReadWithoutMetricsAsync(closed, server);

        Assert.Equal((EtcdMemberSource.ApiServer, healthy), (member.Source, member.Healthy));
    }

    // 1.20 refuses the anonymous request for a path below /readyz, and for one below /healthz.
    [Fact]
    public async Task MemberWithoutMetrics_WhoseApiServerRefuses_IsUnknown()
    {
        await using var server = new AnswerServer(AnswerFile.Read("kubernetes/answers/1.20.2-etcd-down"));
        var closed = new AnswerServer(_ => null);
        await closed.DisposeAsync();

        var failure = await Assert.ThrowsAsync<SourceFailureException>(() => ReadWithoutMetricsAsync(closed, server));

        Assert.Equal(FailureKind.Other, failure.Kind);
        Assert.Contains("403", failure.Message, StringComparison.Ordinal);
    }

    private static InventoryNode Node { get; } = new(NodeName.Parse("k8smaster1"), NodeRole.Master, "10.0.42.1");

    private static Task<EtcdMember> ReadAsync(AnswerServer server, TimeSpan? timeout = null) =>
        ReadAsync(ComponentUrls.None with { EtcdMetrics = server.Address }, FixedFeed.Of(Node), timeout);

    // The server of the test stands for the apiserver and for etcd's client port.
    private static Task<EtcdMember> ReadWithoutMetricsAsync(AnswerServer closed, AnswerServer server)
    {
        var pod = FixedFeed.PodOf(
            Node.Name,
            ControlPlaneComponent.Etcd,
            ("listen-client-urls", $"https://127.0.0.1:{server.Port}")
        );
        var addresses = ComponentUrls.None with { EtcdMetrics = closed.Address, ApiServer = server.Address };
        return ReadAsync(addresses, FixedFeed.Of(Node).WithPods(pod), null);
    }

    private static async Task<EtcdMember> ReadAsync(ComponentUrls addresses, FixedFeed feed, TimeSpan? timeout)
    {
        var node = Node with { Components = addresses };
        await using var prober = new EtcdProber(
            new ProbeTools(
                node,
                new LocalNodeConnection(node.Name, TimeSpan.FromSeconds(5), TimeProvider.System),
                new ControlPlaneOptions
                {
                    Nodes = [node],
                    Schedule = new ProbeSchedule { Timeout = timeout ?? TimeSpan.FromSeconds(20) },
                },
                new NoTrust(),
                TimeProvider.System,
                feed
            )
        );
        return await prober.ReadAsync(Cancelled);
    }
}
