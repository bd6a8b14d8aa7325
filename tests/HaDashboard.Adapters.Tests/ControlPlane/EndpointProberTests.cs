using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using HaDashboard.Adapters.ControlPlane;
using HaDashboard.Adapters.Sources;
using HaDashboard.Adapters.Ssh.Connections;
using HaDashboard.Adapters.Tls;
using HaDashboard.Core.Facts.ControlPlane;
using HaDashboard.Core.Facts.Inventory;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Observations;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Simulation.ControlPlane;
using HaDashboard.Tests;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace HaDashboard.Adapters.Tests.ControlPlane;

/// <summary>The endpoints of a cluster whose kubeadm names a virtual address, tried with the names that clients verify.</summary>
public sealed class EndpointProberTests : IDisposable
{
    private static readonly InventoryNode Cp1 = new(NodeName.Parse("cp1"), NodeRole.Master, "10.0.42.1");
    private static readonly InventoryNode Cp2 = new(NodeName.Parse("cp2"), NodeRole.Master, "10.0.42.2");

    private readonly SimulatedAuthority _cluster = new("kubernetes", DateTimeOffset.UtcNow.AddDays(-30));

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => _cluster.Dispose();

    [Fact]
    public async Task SharedEndpoint_IsTriedByItsOwnName_ThoughNoCertificateNames127001()
    {
        await using var server = Serve("cp1", "kubernetes", "10.0.42.100");
        await using var prober = EndpointProber.Shared(Tools(server, Feed("10.0.42.100:8443")));

        var probe = await prober.ReadAsync(Cancelled);

        Assert.Equal((3, ServerIdentity.Verified), (probe.Succeeded, probe.Identity));
        Assert.Equal("10.0.42.100:8443", probe.Address);
        Assert.All(probe.Attempts, attempt => Assert.Equal("cp1", attempt.AnsweredBy?.Value));
    }

    [Fact]
    public async Task SharedEndpointThatTheCertificateDoesNotName_Fails()
    {
        await using var server = Serve("cp1", "kubernetes", "10.0.42.1");
        await using var prober = EndpointProber.Shared(Tools(server, Feed("10.0.42.100:8443")));

        var probe = await prober.ReadAsync(Cancelled);

        Assert.Equal(0, probe.Succeeded);
        Assert.Contains("10.0.42.100", probe.Attempts[0].Error!.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("10.0.42.100:8443", true)] // clients verify that address, not 127.0.0.1
    [InlineData("127.0.0.1:8443", false)]
    [InlineData("localhost:8443", false)]
    [InlineData(null, false)] // nothing else is known of the clients
    public async Task LocalEndpoint_IsVerifiedByTheNameThatClientsUse(string? kubeadm, bool succeeds)
    {
        await using var server = Serve("cp1", "kubernetes", "10.0.42.1", "10.0.42.100");
        var local = EndpointSettings.Default with
        {
            LocalChoice = EndpointChoice.Fixed,
            Local = new Uri("https://127.0.0.1:8443"),
        };
        await using var prober = EndpointProber.Local(Tools(server, Feed(kubeadm, local)));

        var probe = await prober.ReadAsync(Cancelled);

        Assert.Equal(succeeds ? 3 : 0, probe.Succeeded);
        Assert.Equal("127.0.0.1:8443", probe.Address);
    }

    [Fact]
    public async Task CertificateOfSeveralMasters_DoesNotShowWhichOneAnswered()
    {
        await using var server = Serve("cp1", "cp2", "10.0.42.100");
        await using var prober = EndpointProber.Shared(Tools(server, Feed("10.0.42.100:8443")));

        var probe = await prober.ReadAsync(Cancelled);

        Assert.Equal(3, probe.Succeeded);
        Assert.All(probe.Attempts, attempt => Assert.Null(attempt.AnsweredBy));
    }

    [Fact]
    public async Task ClosedEndpoint_IsAFailure()
    {
        await using var prober = EndpointProber.Shared(Tools(null, Feed("10.0.42.100:8443")));

        var failure = await Assert.ThrowsAsync<SourceFailureException>(() => prober.ReadAsync(Cancelled));

        Assert.Equal(FailureKind.PortClosed, failure.Kind);
    }

    [Fact]
    public async Task EndpointFromHere_IsTriedByTheDashboardsHost()
    {
        var address = Array.Find(Dns.GetHostAddresses(Dns.GetHostName()), IsUsable);
        Assert.SkipWhen(address is null, "this host has no other IPv4 address than its loopback");
        await using var server = Serve("cp1", address.ToString());
        var shared = new Uri($"https://{address}:{server.Port}");
        var feed = Feed(null, new EndpointSettings(EndpointChoice.Auto, null, EndpointChoice.Fixed, shared));
        await using var prober = EndpointProber.FromHere(
            EndpointTools.Here(Options(), Trust(), feed, TimeProvider.System)
        );

        var probe = await prober.ReadAsync(Cancelled);

        Assert.Equal(3, probe.Succeeded);
        Assert.Null(prober.Source.Node);
    }

    [Theory]
    [InlineData("127.0.0.1:5443", true, false)]
    [InlineData("10.0.42.100:8443", false, true)]
    [InlineData(null, true, false)]
    public void WithoutAnAddress_ThereIsNothingToTry(string? kubeadm, bool local, bool shared)
    {
        var feed = Feed(kubeadm);

        Assert.Equal(local, EndpointProber.Local(Tools(null, feed)).HasTarget);
        Assert.Equal(shared, EndpointProber.Shared(Tools(null, feed)).HasTarget);
    }

    [Fact]
    public async Task ReaderWithoutATarget_ReportsNothing_AndIsReadAsSoonAsItHasOne()
    {
        var feed = Feed("127.0.0.1:5443");
        var sink = new RecordingSink();
        var reader = EndpointProber.Shared(Tools(null, feed));
        var timing = new SourceTiming(TimeSpan.FromMilliseconds(20));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        var loop = new SourceLoop(reader, timing, sink, TimeProvider.System, NullLogger.Instance);
        var running = loop.RunAsync(stop.Token);
        loop.WakeUp();

        feed.With(Kubeadm("10.0.42.100:8443"));
        var first = await sink.FirstAsync<Observation>(Cancelled);

        await stop.CancelAsync();
        await running;
        Assert.Equal(FailureKind.PortClosed, Assert.IsType<SourceFailed>(first).Failure.Kind);
    }

    private static Observation Kubeadm(string endpoint) =>
        SourceCatalogue.KubeadmConfig.Observed(new KubeadmConfig(endpoint, []), DateTimeOffset.UtcNow);

    private static FixedFeed Feed(string? kubeadm, EndpointSettings? settings = null)
    {
        var inventory = ClusterInventory.Empty with
        {
            Nodes = [Cp1, Cp2],
            Endpoints = settings ?? EndpointSettings.Default,
        };
        var feed = new FixedFeed(ClusterSnapshot.For(inventory));
        return kubeadm is null ? feed : feed.With(Kubeadm(kubeadm));
    }

    private TestAnswer Serve(params string[] names) =>
        new(IPAddress.Any, _cluster.Issue("kube-apiserver", names), _ => (200, "ok"));

    private static bool IsUsable(IPAddress address) =>
        address.AddressFamily is AddressFamily.InterNetwork && !IPAddress.IsLoopback(address);

    private ProbeTools Tools(TestAnswer? server, FixedFeed feed) =>
        new(
            Cp1,
            new LocalNodeConnection(Cp1.Name, TimeSpan.FromSeconds(20), TimeProvider.System, _ => server?.Port),
            Options(),
            Trust(),
            TimeProvider.System,
            feed
        );

    private static ControlPlaneOptions Options() =>
        new() { Nodes = [Cp1, Cp2], Schedule = ProbeSchedule.Default with { Timeout = TimeSpan.FromSeconds(20) } };

    private Trusted Trust() => new(_cluster.Root);

    private sealed class Trusted(X509Certificate2 root) : IClusterTrustSource
    {
        public ClusterTrust Current => ClusterTrust.None with { Roots = [root] };
    }
}
