using HaDashboard.Adapters.ControlPlane;
using HaDashboard.Adapters.Kubernetes.Credentials;
using HaDashboard.Adapters.Ssh.Connections;
using HaDashboard.Adapters.Tests.Kubernetes.Kubeconfigs;
using HaDashboard.Adapters.Tls;
using HaDashboard.Core.Facts.ControlPlane;
using HaDashboard.Core.Facts.Inventory;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Facts.Text;
using HaDashboard.Simulation.ControlPlane;
using HaDashboard.Tests;
using Xunit;

namespace HaDashboard.Adapters.Tests.ControlPlane;

/// <summary>Probes of apiservers that allow anonymous requests for all paths, for the health paths, or for none.</summary>
public sealed class AnonymousAccessTests : IAsyncDisposable
{
    private static readonly SourceFailure Waiting = new(FailureKind.LocalFile, Message.Verbatim("the plugin waits"));

    private readonly SimulatedAuthority _authority = new("kubernetes", DateTimeOffset.UtcNow.AddDays(-30));
    private readonly FakeApiServer _server;
    private readonly Account _account;

    public AnonymousAccessTests()
    {
        _server = new FakeApiServer(_authority.Issue("kube-apiserver", ["127.0.0.1"]), OnlyHealth);
        _account = new Account
        {
            Current = ClusterTrust.None with { Roots = [_authority.Root], Credential = Credential.Of("abc", null) },
        };
    }

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _authority.Dispose();
    }

    [Fact]
    public async Task HealthPathsAlone_AreAskedAnonymously_AndTheRestIsSigned()
    {
        await using var prober = new ApiServerProber(Tools());

        var probe = await prober.ReadAsync(Cancelled);
        await prober.ReadAsync(Cancelled);

        Assert.Equal((true, true, "v1.34.0"), (probe.Live.Ok, probe.Ready.Ok, probe.Version));
        Assert.All(_server.Requests.Where(request => IsHealth(request.Path)), request =>
            Assert.Null(request.Authorization)
        );
        Assert.Equal(
            [null, "Bearer abc"],
            _server.Requests.Where(request => !IsHealth(request.Path)).Select(request => request.Authorization)
        );
    }

    [Fact]
    public async Task PathThatWasRefused_IsSignedAtOnceTheNextTime()
    {
        _server.Answer = request => request.Authorization is null ? 401 : 200;
        await using var prober = new ApiServerProber(Tools());
        await prober.ReadAsync(Cancelled);
        var before = _server.Requests.Count;

        var probe = await prober.ReadAsync(Cancelled);

        Assert.Equal((true, true), (probe.Live.Ok, probe.Ready.Ok));
        Assert.All(_server.Requests.Skip(before), request => Assert.Equal("Bearer abc", request.Authorization));
    }

    [Fact]
    public async Task CredentialThatIsRefusedToo_GivesNoHealthStatus_AndAnonymousRequestsAreTriedAgain()
    {
        _server.Answer = _ => 401;
        await using var prober = new ApiServerProber(Tools());
        var refused = await prober.ReadAsync(Cancelled);
        _server.Answer = OnlyHealth;
        _account.Current = _account.Current with { Credential = Credential.Of("old", null) };

        var probe = await prober.ReadAsync(Cancelled);

        Assert.Equal(((bool?)null, (bool?)null), (refused.Live.Ok, refused.Ready.Ok));
        Assert.Equal((true, true), (probe.Live.Ok, probe.Ready.Ok));
    }

    [Fact]
    public async Task WithoutACredential_HealthIsStillReadAndVerified()
    {
        _account.Current = _account.Current with { Credential = Credential.Anonymous, Problem = Waiting };
        await using var prober = new ApiServerProber(Tools());

        var probe = await prober.ReadAsync(Cancelled);

        Assert.Equal((true, true, ServerIdentity.Verified), (probe.Live.Ok, probe.Ready.Ok, probe.Identity));
        Assert.Null(probe.Version);
    }

    [Fact]
    public async Task WithoutACredential_RefusedHealthPathsAreUnknown_AndNotFailing()
    {
        _server.Answer = _ => 401;
        _account.Current = _account.Current with { Credential = Credential.Anonymous, Problem = Waiting };
        await using var prober = new ApiServerProber(Tools());

        var probe = await prober.ReadAsync(Cancelled);

        Assert.Equal(((bool?)null, (bool?)null), (probe.Live.Ok, probe.Ready.Ok));
    }

    [Fact]
    public async Task WithoutACredential_RefusedMetricsNameTheCause()
    {
        _account.Current = _account.Current with { Credential = Credential.Anonymous, Problem = Waiting };
        await using var prober = new ApiServerRequestsProber(Tools());

        var failure = await Assert.ThrowsAsync<SourceFailureException>(() => prober.ReadAsync(Cancelled));

        Assert.Equal((FailureKind.Forbidden, "the plugin waits"), (failure.Kind, failure.Message));
    }

    private static bool IsHealth(string path) =>
        path.StartsWith("/livez", StringComparison.Ordinal) || path.StartsWith("/readyz", StringComparison.Ordinal);

    private static int OnlyHealth(ReceivedRequest request) =>
        request.Authorization is "Bearer abc" || (request.Authorization is null && IsHealth(request.Path)) ? 200 : 401;

    private ProbeTools Tools()
    {
        var node = new InventoryNode(NodeName.Parse("k8smaster1"), NodeRole.Master, "10.0.42.1")
        {
            Components = ComponentUrls.None with { ApiServer = new Uri($"https://127.0.0.1:{_server.Port}") },
        };
        return new ProbeTools(
            node,
            new LocalNodeConnection(node.Name, TimeSpan.FromSeconds(20), TimeProvider.System),
            new ControlPlaneOptions
            {
                Nodes = [node],
                Schedule = new ProbeSchedule { Timeout = TimeSpan.FromSeconds(20) },
            },
            _account,
            TimeProvider.System,
            FixedFeed.Of(node)
        );
    }

    private sealed class Account : IClusterTrustSource
    {
        public required ClusterTrust Current { get; set; }
    }
}
