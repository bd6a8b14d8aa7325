using System.Net;
using System.Security.Cryptography.X509Certificates;
using HaDashboard.Adapters.ControlPlane;
using HaDashboard.Adapters.Sources;
using HaDashboard.Adapters.Ssh.Connections;
using HaDashboard.Adapters.Tls;
using HaDashboard.Core.Facts.Etcd;
using HaDashboard.Core.Facts.Inventory;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Observations;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Simulation.ControlPlane;
using HaDashboard.Tests;
using Xunit;

namespace HaDashboard.Adapters.Tests.ControlPlane;

/// <summary>
/// Probes of a master whose components listen elsewhere than kubeadm's usual IPv4 loopback. A map says which address of the master leads to
/// which server of the test; every other address is closed.
/// </summary>
public sealed class ListeningAddressTests : IAsyncLifetime
{
    private const string EtcdMetricsText =
        "etcd_server_has_leader 1\netcd_server_is_leader 0\netcd_server_is_learner 1\n"
        + "etcd_server_version{server_version=\"3.5.15\"} 1\n";

    private static readonly InventoryNode Cp1 = new(NodeName.Parse("cp1"), NodeRole.Master, "10.0.42.1");
    private static readonly InventoryNode Cp2 = new(NodeName.Parse("cp2"), NodeRole.Master, "10.0.42.2");

    private readonly SimulatedAuthority _cluster = new("kubernetes", DateTimeOffset.UtcNow.AddDays(-30));
    private readonly List<TestAnswer> _servers = [];
    private readonly Dictionary<string, int> _open = [];

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _servers)
        {
            await server.DisposeAsync();
        }

        _cluster.Dispose();
    }

    [Fact]
    public async Task EtcdOnIpv6LoopbackOnly_IsFound_AndTheSettingIsAdvised()
    {
        Listen("[::1]:2381", Serve(null, Etcd));
        var feed = FixedFeed.Of(Cp1).WithPods(FixedFeed.PodOf(Cp1.Name, ControlPlaneComponent.Etcd));
        await using var prober = new EtcdProber(Tools(feed));

        var trial = await SourceTrial.RunAsync(prober, TimeSpan.FromSeconds(20), TimeProvider.System, Cancelled);

        Assert.Equal((true, true), (trial.Ok, trial.IsNote));
        Assert.Equal("3.5.15, healthy, learner, metrics at [::1]:2381 (assumed)", trial.Message);
        Assert.Equal(
            "Set HaDashboard:Nodes:0:ControlPlane:EtcdMetrics to http://[::1]:2381: it was found by trying",
            trial.Advice
        );
    }

    [Fact]
    public async Task RealIpv6Loopback_IsReached()
    {
        Assert.SkipUnless(System.Net.Sockets.Socket.OSSupportsIPv6, "this host has no IPv6");
        var server = new TestAnswer(IPAddress.IPv6Loopback, null, Etcd);
        _servers.Add(server);
        var node = Cp1 with { Components = ComponentUrls.None with { EtcdMetrics = server.Address } };
        await using var prober = new EtcdProber(Tools(FixedFeed.Of(node), node, isMapped: false));

        var member = await prober.ReadAsync(Cancelled);

        Assert.Equal((EtcdMemberSource.Metrics, true), (member.Source, member.IsLearner));
        Assert.Null(prober.Advice);
    }

    [Fact]
    public async Task ApiServerOnTheNodesAddress_IsAskedThere_WhenItsFlagsSaySo()
    {
        Listen("10.0.42.1:6443", Serve(Certificate("cp1", "10.0.42.1"), Healthy));
        await using var prober = new ApiServerProber(Tools(BoundTo("10.0.42.1")));

        Assert.True((await prober.ReadAsync(Cancelled)).Ready.Ok);
        Assert.Null(prober.Advice);
    }

    [Fact]
    public async Task ApiServerOnTheNodesAddress_IsFoundWithoutFlags()
    {
        Listen("10.0.42.1:6443", Serve(Certificate("cp1", "10.0.42.1"), Healthy));
        await using var prober = new ApiServerProber(Tools(FixedFeed.Of(Cp1)));

        Assert.True((await prober.ReadAsync(Cancelled)).Ready.Ok);
        Assert.Contains("ApiServer to https://10.0.42.1:6443", prober.Advice!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ClosedAddressOfTheFlags_MeansThatTheProcessIsNotRunning()
    {
        await using var prober = new ApiServerProber(Tools(BoundTo("10.0.42.1")));

        var failure = await FailureOf(prober);

        Assert.Equal(FailureKind.PortClosed, failure.Kind);
        Assert.StartsWith("kube-apiserver is not running on cp1: ", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ClosedAssumedAddresses_ProveNothing_UntilTheComponentHasAnsweredThere()
    {
        var tools = Tools(FixedFeed.Of(Cp1));
        await using var prober = new ComponentProber(tools, ControlPlaneComponent.Scheduler, SourceCatalogue.Scheduler);

        var before = await FailureOf(prober);
        Listen("[::1]:10259", Serve(null, Healthy, "https"));
        var answered = await prober.ReadAsync(Cancelled);
        _open.Clear();
        var after = await FailureOf(prober);

        Assert.Equal(FailureKind.NotAtAssumedAddress, before.Kind);
        Assert.Contains("127.0.0.1:10259, [::1]:10259, 127.0.0.1:10251", before.Message, StringComparison.Ordinal);
        Assert.Contains("HaDashboard:Nodes:0:ControlPlane:Scheduler", before.Message, StringComparison.Ordinal);
        Assert.Equal((true, "https://[::1]:10259"), (answered.Health.Ok, answered.Endpoint));
        Assert.Equal(FailureKind.PortClosed, after.Kind);
    }

    [Fact]
    public async Task PlainPortOfOldVersions_IsTriedLast()
    {
        Listen("127.0.0.1:10251", Serve(null, Healthy));
        var tools = Tools(FixedFeed.Of(Cp1));
        await using var prober = new ComponentProber(tools, ControlPlaneComponent.Scheduler, SourceCatalogue.Scheduler);

        Assert.Equal("http://127.0.0.1:10251", (await prober.ReadAsync(Cancelled)).Endpoint);
    }

    [Fact]
    public async Task AnswerOfAnotherMaster_IsNotThisMasters()
    {
        Listen("127.0.0.1:6443", Serve(Certificate("cp2", "10.0.42.2"), Healthy));
        await using var prober = new ApiServerProber(Tools(FixedFeed.Of(Cp1, Cp2)));

        var failure = await FailureOf(prober);

        Assert.Equal(FailureKind.OtherServer, failure.Kind);
        Assert.Equal(
            "127.0.0.1:6443 of cp1 is answered by the kube-apiserver of cp2. Set HaDashboard:Nodes:0:ControlPlane:ApiServer "
                + "to the address of this node.",
            failure.Message
        );
    }

    [Fact]
    public async Task AnswerOfAnotherMaster_IsPassedOver_ForTheAnswerOfThisOne()
    {
        Listen("127.0.0.1:6443", Serve(Certificate("cp2", "10.0.42.2"), _ => (500, "not this one")));
        Listen("10.0.42.1:6443", Serve(Certificate("cp1", "10.0.42.1"), Healthy));
        await using var prober = new ApiServerProber(Tools(FixedFeed.Of(Cp1, Cp2)));

        Assert.True((await prober.ReadAsync(Cancelled)).Live.Ok);
    }

    [Fact]
    public async Task StoppedApiServer_BehindTheAnswerOfAnotherMaster_IsNotRunning()
    {
        Listen("127.0.0.1:6443", Serve(Certificate("cp2", "10.0.42.2"), Healthy));
        var node = Cp1 with { Components = ComponentUrls.None with { ApiServer = new Uri("https://127.0.0.1:6443") } };
        var pod = FixedFeed.PodOf(node.Name, ControlPlaneComponent.ApiServer, ("bind-address", "10.0.42.1"));
        await using var prober = new ApiServerProber(Tools(FixedFeed.Of(node, Cp2).WithPods(pod), node));

        var failure = await FailureOf(prober);

        Assert.Equal(FailureKind.PortClosed, failure.Kind);
        Assert.Contains("10.0.42.1:6443", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("cp1", "cp2", "10.0.42.1", "10.0.42.2")]
    [InlineData("apiserver.example", "10.0.42.100")]
    public async Task CertificateThatCannotTell_IsAccepted(params string[] names)
    {
        Listen("127.0.0.1:6443", Serve(Certificate(names), Healthy));
        await using var prober = new ApiServerProber(Tools(FixedFeed.Of(Cp1, Cp2)));

        Assert.True((await prober.ReadAsync(Cancelled)).Ready.Ok);
    }

    [Fact]
    public async Task FurtherAddressOfTheNodeInTheCertificate_IdentifiesIt()
    {
        var other = Cp2 with { Addresses = ["10.0.43.2"] };
        Listen("127.0.0.1:6443", Serve(Certificate("10.0.43.2"), Healthy));
        await using var prober = new ApiServerProber(Tools(FixedFeed.Of(Cp1, other)));

        Assert.Equal(FailureKind.OtherServer, (await FailureOf(prober)).Kind);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task EtcdThatDoesNotRunOnTheMasters_IsReportedByTheApiServer(bool isKnownByKubeadm)
    {
        Listen("127.0.0.1:6443", Serve(Certificate("cp1"), path => path is "/readyz/etcd" ? (200, "ok") : (404, "")));
        var feed = FixedFeed.Of(Cp1);
        _ = isKnownByKubeadm
            ? feed.With(SourceCatalogue.KubeadmConfig.Observed(External, DateTimeOffset.UtcNow))
            : feed.WithPods(FixedFeed.PodOf(Cp1.Name, ControlPlaneComponent.ApiServer));
        await using var prober = new EtcdProber(Tools(feed));

        var member = await prober.ReadAsync(Cancelled);

        Assert.Equal((EtcdMemberSource.ApiServer, true), (member.Source, member.Healthy));
    }

    [Fact]
    public async Task EtcdWithAPodSomewhere_IsExpectedOnThisMasterToo()
    {
        Listen("127.0.0.1:6443", Serve(Certificate("cp1"), Healthy));
        var feed = FixedFeed.Of(Cp1, Cp2).WithPods(FixedFeed.PodOf(Cp2.Name, ControlPlaneComponent.Etcd));
        await using var prober = new EtcdProber(Tools(feed));

        Assert.Equal(FailureKind.NotAtAssumedAddress, (await FailureOf(prober)).Kind);
    }

    [Fact]
    public async Task HostServiceOfEtcdThatStopped_IsDown_AlthoughNoPodExists()
    {
        Listen("127.0.0.1:6443", Serve(Certificate("cp1"), Healthy));
        Listen("127.0.0.1:2379", Serve(null, Healthy));
        var feed = FixedFeed.Of(Cp1).WithPods();
        await using var prober = new EtcdProber(Tools(feed));

        var member = await prober.ReadAsync(Cancelled);
        _open.Remove("127.0.0.1:2379");

        Assert.Equal(EtcdMemberSource.ApiServer, member.Source);
        Assert.Equal(FailureKind.PortClosed, (await FailureOf(prober)).Kind);
    }

    [Fact]
    public async Task EtcdWithTlsOnly_IsReadWithTheConfiguredClientCertificate()
    {
        var server = new TestAnswer(IPAddress.Loopback, Certificate("cp1"), Etcd, authority: _cluster.Root);
        _servers.Add(server);
        Listen("127.0.0.1:2379", server);
        using var files = new PemFiles(_cluster);
        var pod = FixedFeed.PodOf(
            Cp1.Name,
            ControlPlaneComponent.Etcd,
            ("listen-client-urls", "https://127.0.0.1:2379,https://10.0.42.1:2379")
        );
        var feed = FixedFeed.Of(Cp1).WithPods(pod);

        await using var without = new EtcdProber(Tools(feed));
        await using var with = new EtcdProber(
            Tools(feed, change: options =>
                options with
                {
                    EtcdCertificateFile = files.Certificate,
                    EtcdKeyFile = files.Key,
                    EtcdCaFile = files.Authority,
                }
            )
        );

        Assert.Equal(FailureKind.Other, (await FailureOf(without)).Kind);
        Assert.Equal(EtcdMemberSource.Metrics, (await with.ReadAsync(Cancelled)).Source);
    }

    [Theory]
    [InlineData("10.0.42.100:8443", "10.0.42.100", "")]
    [InlineData("10.0.42.100:8443", "10.0.42.1", "10.0.42.100")]
    [InlineData("api.example:8443", "api.example", "")]
    [InlineData(null, "10.0.42.1", "")]
    public async Task NamesThatClientsUse_AreThoseOfKubeadm(string? endpoint, string name, string missing)
    {
        Listen("127.0.0.1:6443", Serve(Certificate("cp1", name), Healthy));
        var feed = FixedFeed.Of(Cp1);
        feed.With(SourceCatalogue.KubeadmConfig.Observed(new KubeadmConfig(endpoint, []), DateTimeOffset.UtcNow));
        await using var reader = new CertificateReader(Tools(feed));

        var certificate = (await reader.ReadAsync(Cancelled)).Of("kube-apiserver")!;

        Assert.Equal(missing, string.Join(' ', certificate.Missing));
    }

    [Fact]
    public async Task CertificateOfAnotherMaster_IsNotShownForThisOne()
    {
        Listen("127.0.0.1:6443", Serve(Certificate("cp2"), Healthy));
        Listen("127.0.0.1:10259", Serve(SimulatedAuthority.SelfSigned("cp1", ["cp1"], Yesterday), Healthy));
        await using var reader = new CertificateReader(Tools(FixedFeed.Of(Cp1, Cp2)));

        var read = await reader.ReadAsync(Cancelled);

        Assert.Null(read.Of("kube-apiserver"));
        Assert.NotNull(read.Of("kube-scheduler"));
    }

    private static KubeadmConfig External => new("10.0.42.100:6443", []) { EtcdIsExternal = true };

    private static DateTimeOffset Yesterday => DateTimeOffset.UtcNow.AddDays(-1);

    private static (int Status, string Body) Healthy(string path) => (200, "ok");

    private static (int Status, string Body) Etcd(string path) =>
        path is "/metrics" ? (200, EtcdMetricsText) : (200, """{"health":"true"}""");

    private static FixedFeed BoundTo(string address) =>
        FixedFeed
            .Of(Cp1)
            .WithPods(FixedFeed.PodOf(Cp1.Name, ControlPlaneComponent.ApiServer, ("bind-address", address)));

    private static async Task<SourceFailureException> FailureOf<T>(ValueReader<T> reader)
        where T : class => await Assert.ThrowsAsync<SourceFailureException>(() => reader.ReadAsync(Cancelled));

    private X509Certificate2 Certificate(params string[] names) =>
        _cluster.Issue("kube-apiserver", [.. names, "kubernetes", "127.0.0.1"]);

    private TestAnswer Serve(
        X509Certificate2? certificate,
        Func<string, (int Status, string Body)> answer,
        string scheme = "http"
    )
    {
        var shown = certificate
            ?? (scheme is "https" ? SimulatedAuthority.SelfSigned("localhost", ["localhost"], Yesterday) : null);
        var server = new TestAnswer(IPAddress.Loopback, shown, answer);
        _servers.Add(server);
        return server;
    }

    private void Listen(string address, TestAnswer server) => _open[address] = server.Port;

    private ProbeTools Tools(
        FixedFeed feed,
        InventoryNode? node = null,
        bool isMapped = true,
        Func<ControlPlaneOptions, ControlPlaneOptions>? change = null
    )
    {
        var master = node ?? Cp1;
        var options = new ControlPlaneOptions
        {
            Nodes = [master],
            Schedule = new ProbeSchedule { Timeout = TimeSpan.FromSeconds(20) },
        };
        return new ProbeTools(
            master,
            new LocalNodeConnection(
                master.Name,
                TimeSpan.FromSeconds(20),
                TimeProvider.System,
                isMapped ? target => _open.TryGetValue(target.ToString(), out var port) ? port : null : null
            ),
            change?.Invoke(options) ?? options,
            new Cluster(_cluster.Root),
            TimeProvider.System,
            feed
        );
    }

    private sealed class Cluster(X509Certificate2 root) : IClusterTrustSource
    {
        public ClusterTrust Current => ClusterTrust.None with { Roots = [root] };
    }

    private sealed class PemFiles : IDisposable
    {
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hadashboard-etcd-");

        public PemFiles(SimulatedAuthority authority)
        {
            using var client = authority.Issue("hadashboard", ["hadashboard"]);
            File.WriteAllText(Certificate, client.ExportCertificatePem());
            File.WriteAllText(Key, client.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
            File.WriteAllText(Authority, authority.Root.ExportCertificatePem());
        }

        public string Certificate => Path.Combine(_folder.FullName, "client.crt");

        public string Key => Path.Combine(_folder.FullName, "client.key");

        public string Authority => Path.Combine(_folder.FullName, "ca.crt");

        public void Dispose() => _folder.Delete(recursive: true);
    }
}
