using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using HaDashboard.Adapters.ControlPlane;
using HaDashboard.Adapters.Ssh.Connections;
using HaDashboard.Adapters.Tls;
using HaDashboard.Core.Facts.ControlPlane;
using HaDashboard.Core.Facts.Inventory;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Simulation.ControlPlane;
using HaDashboard.Tests;
using Xunit;

namespace HaDashboard.Adapters.Tests.ControlPlane;

/// <summary>Probes against a TLS server, with the right certificate and with every wrong one.</summary>
public sealed class TlsProbeTests : IDisposable
{
    private static readonly string[] Right = ["k8smaster1", "kubernetes", "10.0.42.1", "127.0.0.1"];

    private readonly SimulatedAuthority _cluster = new("kubernetes", DateTimeOffset.UtcNow.AddDays(-30));

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task RightCertificate_IsVerified() =>
        Assert.Equal(
            ServerIdentity.Verified,
            (await AskApiServerAsync(_cluster.Issue("kube-apiserver", Right), _cluster.Root)).Identity
        );

    [Fact]
    public async Task WithoutACa_TheApiServerIsNotVerified() =>
        Assert.Equal(
            ServerIdentity.Inspected,
            (await AskApiServerAsync(_cluster.Issue("kube-apiserver", Right), null)).Identity
        );

    [Theory]
    [InlineData("another CA", "not signed by the cluster's CA")]
    [InlineData("self-signed", "not signed by the cluster's CA")]
    [InlineData("expired", "not valid now")]
    [InlineData("another name", "contains none of these names")]
    public async Task UnverifiedApiServer_IsAFailure(string what, string words)
    {
        using var other = new SimulatedAuthority("kubernetes", DateTimeOffset.UtcNow.AddDays(-30));
        using var old = new SimulatedAuthority("kubernetes", DateTimeOffset.UtcNow.AddDays(-400));
        var (certificate, root) = what switch
        {
            "another CA" => (other.Issue("kube-apiserver", Right), _cluster.Root),
            "self-signed" => (
                SimulatedAuthority.SelfSigned("kube-apiserver", Right, DateTimeOffset.UtcNow.AddDays(-1)),
                _cluster.Root
            ),
            "expired" => (old.Issue("kube-apiserver", Right), old.Root),
            _ => (_cluster.Issue("kube-apiserver", ["somewhere.else", "10.9.9.9"]), _cluster.Root),
        };

        var failure = await Assert.ThrowsAsync<SourceFailureException>(() => AskApiServerAsync(certificate, root));

        Assert.Equal(FailureKind.TlsFailed, failure.Kind);
        Assert.Contains(words, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SelfSignedScheduler_IsProbed_AndReportedAsNotVerified()
    {
        await using var server = new TlsAnswer(
            SimulatedAuthority.SelfSigned("localhost@1", ["localhost"], DateTimeOffset.UtcNow.AddDays(-1))
        );
        await using var prober = new ComponentProber(
            Tools(server, _cluster.Root),
            ControlPlaneComponent.Scheduler,
            SourceCatalogue.Scheduler
        );

        var probe = (await prober.ReadAsync(Cancelled));

        Assert.Equal((true, ServerIdentity.Inspected), (probe.Health.Ok, probe.Identity));
    }

    [Fact]
    public async Task CertificateWithoutTheEndpointsName_NamesTheMissingName()
    {
        await using var server = new TlsAnswer(_cluster.Issue("kube-apiserver", ["k8smaster1", "10.0.42.1"]));
        await using var reader = new CertificateReader(Tools(server, _cluster.Root));

        var certificates = (await reader.ReadAsync(Cancelled));

        Assert.Equal(["127.0.0.1"], certificates.Of("kube-apiserver")!.Missing);
        Assert.Equal(["k8smaster1", "10.0.42.1"], certificates.Of("kube-apiserver")!.Names);
    }

    public void Dispose() => _cluster.Dispose();

    private static async Task<ApiServerProbe> AskApiServerAsync(X509Certificate2 certificate, X509Certificate2? root)
    {
        await using var server = new TlsAnswer(certificate);
        await using var prober = new ApiServerProber(Tools(server, root));
        return await prober.ReadAsync(Cancelled);
    }

    private static ProbeTools Tools(TlsAnswer server, X509Certificate2? root)
    {
        var node = new InventoryNode(NodeName.Parse("k8smaster1"), NodeRole.Master, "10.0.42.1")
        {
            Components = new ComponentUrls(null, server.Address, server.Address, server.Address),
        };
        var inventory = ClusterInventory.Empty with
        {
            Nodes = [node],
            Endpoints = EndpointSettings.Default with
            {
                LocalChoice = EndpointChoice.Fixed,
                Local = EndpointSettings.AssumedLocal,
            },
        };
        var etcd = FixedFeed.PodOf(node.Name, ControlPlaneComponent.Etcd, ("listen-client-urls", $"{server.Address}"));
        return new ProbeTools(
            node,
            new LocalNodeConnection(node.Name, TimeSpan.FromSeconds(20), TimeProvider.System),
            new ControlPlaneOptions
            {
                Nodes = [node],
                Schedule = new ProbeSchedule { Timeout = TimeSpan.FromSeconds(20) },
            },
            new Trusted(root),
            TimeProvider.System,
            new FixedFeed(ClusterSnapshot.For(inventory)).WithPods(etcd)
        );
    }

    private sealed class Trusted(X509Certificate2? root) : IClusterTrustSource
    {
        public ClusterTrust Current => root is null ? ClusterTrust.None : ClusterTrust.None with { Roots = [root] };
    }

    /// <summary>Presents its certificate to every client, answers one request with 200 and closes.</summary>
    private sealed class TlsAnswer : IAsyncDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly X509Certificate2 _certificate;
        private readonly CancellationTokenSource _stopping = new();
        private readonly Task _serving;

        public TlsAnswer(X509Certificate2 certificate)
        {
            _certificate = certificate;
            _listener.Start();
            Address = new Uri($"https://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");
            _serving = ServeAsync();
        }

        public Uri Address { get; }

        public async ValueTask DisposeAsync()
        {
            await _stopping.CancelAsync();
            await _serving;
            _listener.Dispose();
            _stopping.Dispose();
            _certificate.Dispose();
        }

        private async Task ServeAsync()
        {
            var answering = new List<Task>();
            try
            {
                while (true)
                {
                    answering.Add(AnswerAsync(await _listener.AcceptTcpClientAsync(_stopping.Token)));
                }
            }
            catch (OperationCanceledException)
            {
                await Task.WhenAll(answering);
            }
        }

        private async Task AnswerAsync(TcpClient client)
        {
            using var _ = client;
            try
            {
                await using var tls = new SslStream(client.GetStream());
                await tls.AuthenticateAsServerAsync(_certificate);
                await tls.ReadAtLeastAsync(new byte[4096], 1, throwOnEndOfStream: false);
                await tls.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok"u8.ToArray());
            }
            catch (Exception e) when (e is IOException or AuthenticationException)
            {
                // The client has closed the connection.
            }
        }
    }
}
