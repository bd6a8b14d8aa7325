using System.Net;
using System.Net.Sockets;
using System.Text;
using HaDashboard.Adapters.ControlPlane;
using HaDashboard.Adapters.Sources;
using HaDashboard.Adapters.Ssh.Connections;
using HaDashboard.Core.Facts.ControlPlane;
using HaDashboard.Core.Facts.Inventory;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Observations;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Tests;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace HaDashboard.Adapters.Tests.ControlPlane;

/// <summary>Probes against a port that answers with the bytes that a test sets.</summary>
public sealed class HealthProbeTests
{
    private const string Failing =
        "[+]ping ok\n[-]etcd failed: reason withheld\n[-]informer-sync failed: reason withheld\nhealthz check failed\n";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Answer500_NamesTheFailedChecks()
    {
        await using var port = new TcpAnswer(Http(500, Failing));
        var probe = await AskApiServerAsync(port);

        Assert.Equal((false, (int?)500), (probe.Ready.Ok, probe.Ready.Status));
        Assert.Equal(["etcd", "informer-sync"], probe.Ready.FailedChecks);
    }

    [Theory]
    [InlineData(401)]
    [InlineData(403)]
    public async Task Answer401Or403_IsNoHealthStatus(int status)
    {
        await using var port = new TcpAnswer(Http(status, "no"));

        Assert.Null((await AskApiServerAsync(port)).Ready.Ok);
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nhalf")]
    [InlineData("SSH-2.0-OpenSSH_9.2\r\n\r\n")]
    [InlineData("")]
    public async Task IncompleteAnswer_IsAFailure(string bytes)
    {
        await using var port = new TcpAnswer(bytes);

        await Assert.ThrowsAsync<SourceFailureException>(() => AskApiServerAsync(port));
    }

    [Fact]
    public async Task ClosedPort_ReportsThatTheProcessIsNotRunning()
    {
        var port = new TcpAnswer("");
        await port.DisposeAsync();

        Assert.Equal(
            FailureKind.PortClosed,
            (await Assert.ThrowsAsync<SourceFailureException>(() => AskApiServerAsync(port))).Kind
        );
    }

    [Fact]
    public async Task HangingPort_OnARespondingNode_IsReportedForThePort()
    {
        await using var port = new TcpAnswer(null);
        var tools = Tools(port, TimeSpan.FromSeconds(0.5));
        var sink = new RecordingSink();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        var loop = new SourceLoop(
            new ComponentProber(tools, ControlPlaneComponent.Scheduler, SourceCatalogue.Scheduler),
            new SourceTiming(TimeSpan.FromSeconds(1)) { Timeout = tools.Options.Timeout },
            sink,
            TimeProvider.System,
            NullLogger.Instance
        ).RunAsync(stop.Token);

        var failed = await sink.FirstAsync<SourceFailed>(Cancelled);
        await stop.CancelAsync();
        await loop;

        Assert.Equal((SourceKind.Scheduler, FailureKind.PortSilent), (failed.Source.Kind, failed.Failure.Kind));
    }

    private static async Task<ApiServerProbe> AskApiServerAsync(TcpAnswer port)
    {
        await using var prober = new ApiServerProber(Tools(port, TimeSpan.FromSeconds(5)));
        return await prober.ReadAsync(Cancelled);
    }

    private static ProbeTools Tools(TcpAnswer port, TimeSpan timeout)
    {
        var node = new InventoryNode(NodeName.Parse("k8smaster1"), NodeRole.Master, "10.0.42.1")
        {
            Components = ComponentUrls.None with { ApiServer = port.Address, Scheduler = port.Address },
        };
        return new ProbeTools(
            node,
            new LocalNodeConnection(node.Name, TimeSpan.FromSeconds(5), TimeProvider.System),
            new ControlPlaneOptions
            {
                Nodes = [node],
                Schedule = new ProbeSchedule { Timeout = timeout },
            },
            new NoTrust(),
            TimeProvider.System,
            FixedFeed.Of(node)
        );
    }

    private static string Http(int status, string body) =>
        $"HTTP/1.1 {status} x\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\nConnection: close\r\n\r\n{body}";

    /// <summary>Answers each connection with the same bytes and closes it; without bytes, it never answers.</summary>
    private sealed class TcpAnswer : IAsyncDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly List<TcpClient> _open = [];
        private readonly Task _serving;

        public TcpAnswer(string? bytes)
        {
            _listener.Start();
            Address = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");
            _serving = ServeAsync(bytes);
        }

        public Uri Address { get; }

        public async ValueTask DisposeAsync()
        {
            _listener.Stop();
            await _serving;
            _open.ForEach(client => client.Dispose());
        }

        private async Task ServeAsync(string? bytes)
        {
            try
            {
                while (true)
                {
                    var client = await _listener.AcceptTcpClientAsync();
                    _open.Add(client);
                    if (bytes is not null)
                    {
                        _ = AnswerAsync(client, bytes);
                    }
                }
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException or InvalidOperationException)
            {
                // stopped while waiting, or just before
            }
        }

        private static async Task AnswerAsync(TcpClient client, string bytes)
        {
            var stream = client.GetStream();
            await stream.ReadAtLeastAsync(new byte[2048], 1, throwOnEndOfStream: false);
            await stream.WriteAsync(Encoding.UTF8.GetBytes(bytes));
            client.Client.Shutdown(SocketShutdown.Send);
        }
    }
}
