using System.Net;
using System.Net.Sockets;
using HaDashboard.Adapters.Ssh.Commands;
using HaDashboard.Adapters.Ssh.Connections;
using HaDashboard.Core.Facts.ControlPlane;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Sources;
using Xunit;

namespace HaDashboard.Adapters.Tests.Ssh;

public sealed class LocalNodeConnectionTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("loc").FullName;
    private readonly LocalNodeConnection _connection = new(
        NodeName.Parse("here"),
        TimeSpan.FromSeconds(5),
        TimeProvider.System
    );

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task OpenUnixSocket_ListeningProcess_TransfersBytesBothWays()
    {
        using var listener = Listen("a.sock");
        var accepting = listener.AcceptAsync(Ct);
        await using var stream = await _connection.OpenUnixSocketAsync($"{_folder}/a.sock", Ct);
        using var peer = await accepting;

        await stream.WriteAsync("hello"u8.ToArray(), Ct);
        var buffer = new byte[5];
        Assert.Equal(5, await peer.ReceiveAsync(buffer, Ct));
        await peer.SendAsync("hi"u8.ToArray(), Ct);
        Assert.Equal(2, await stream.ReadAsync(buffer, Ct));
        peer.Dispose();
        Assert.Equal(0, await stream.ReadAsync(buffer, Ct));
    }

    [Fact]
    public async Task OpenUnixSocket_NoResponse_ReadObservesItsToken()
    {
        using var listener = Listen("a.sock");
        await using var stream = await _connection.OpenUnixSocketAsync($"{_folder}/a.sock", Ct);
        using var soon = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
            Assert.Equal(0, await stream.ReadAsync(new byte[1], soon.Token))
        );
    }

    [Fact]
    public async Task OpenUnixSocket_MissingFile_IsNotFound() =>
        Assert.Equal(FailureKind.SocketNotFound, (await FailAsync($"{_folder}/none.sock")).Kind);

    [Fact]
    public async Task OpenUnixSocket_NoListeningProcess_IsRefused()
    {
        await File.WriteAllTextAsync($"{_folder}/a.sock", "", Ct);
        Assert.Equal(FailureKind.SocketRefused, (await FailAsync($"{_folder}/a.sock")).Kind);
    }

    [Fact]
    public async Task Run_ReturnsExitCodeAndBothStreams()
    {
        var result = await _connection.RunAsync("echo out; echo err >&2; exit 3", TimeSpan.FromSeconds(10), Ct);

        Assert.Equal(3, result.ExitCode);
        Assert.Contains("out\n", result.Output, StringComparison.Ordinal);
        Assert.Contains("err\n", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_Timeout_EndsProcessAndItsChildren()
    {
        var result = await _connection.RunAsync(
            "echo $$; sleep 100 & echo $!; sleep 100",
            TimeSpan.FromMilliseconds(300),
            Ct
        );

        Assert.True(result.TimedOut);
        Assert.Null(result.ExitCode);
        var pids = result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2, pids.Length);
        Assert.All(pids, pid => Assert.False(IsRunning(pid), $"{pid} still runs"));
    }

    [Fact]
    public async Task Run_EndlessOutput_EndsAtTimeoutAndIsTruncated()
    {
        var result = await _connection.RunAsync("yes", TimeSpan.FromMilliseconds(300), Ct);

        Assert.True(result.TimedOut);
        Assert.True(result.Truncated);
        Assert.Equal(CommandOutput.MaxBytes, result.Output.Length);
    }

    [Fact]
    public async Task Run_CommandThatReadsStandardInput_ReadsEnd() =>
        Assert.Equal(0, (await _connection.RunAsync("cat", TimeSpan.FromSeconds(10), Ct)).ExitCode);

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    [InlineData("localhost")]
    public async Task OpenTcp_LoopbackOfEitherFamily_Connects(string host)
    {
        using var listener = TcpListener.Create(0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;

        await using var stream = await _connection.OpenTcpAsync(new NodePort(host, port), Ct);
        using var peer = await listener.AcceptTcpClientAsync(Ct);
        await peer.GetStream().WriteAsync("hi"u8.ToArray(), Ct);

        await stream.ReadExactlyAsync(new byte[2], Ct);
    }

    [Theory]
    [InlineData("127.0.0.1", FailureKind.PortClosed)]
    [InlineData("::1", FailureKind.PortClosed)]
    [InlineData("no-such-host.invalid", FailureKind.TargetUnreachable)]
    public async Task OpenTcp_Failure_KindNamesTheCause(string host, FailureKind expected)
    {
        using var closed = new TcpListener(IPAddress.IPv6Loopback, 0);
        closed.Start();
        var port = ((IPEndPoint)closed.LocalEndpoint).Port;
        closed.Stop();

        var failure = await Assert.ThrowsAsync<SourceFailureException>(() =>
            _connection.OpenTcpAsync(new NodePort(host, port), Ct)
        );

        Assert.Equal(expected, failure.Kind);
        Assert.Contains(host, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OpenTcp_MappedTarget_ConnectsToTheMappedLoopbackPort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var real = ((IPEndPoint)listener.LocalEndpoint).Port;
        var simulated = new LocalNodeConnection(
            NodeName.Parse("here"),
            TimeSpan.FromSeconds(5),
            TimeProvider.System,
            target => target.Host is "10.0.42.10" ? real : null
        );

        await using var stream = await simulated.OpenTcpAsync(new NodePort("10.0.42.10", 6443), Ct);
        var closed = await Assert.ThrowsAsync<SourceFailureException>(() =>
            simulated.OpenTcpAsync(NodePort.Loopback(6443), Ct)
        );

        Assert.Equal(FailureKind.PortClosed, closed.Kind);
    }

    private static bool IsRunning(string pid)
    {
        var deadline = DateTime.UtcNow.AddSeconds(5);
        bool running;
        while (
            (
                running =
                    File.Exists($"/proc/{pid}/stat")
                    && !File.ReadAllText($"/proc/{pid}/stat").Contains(") Z ", StringComparison.Ordinal)
            )
            && DateTime.UtcNow < deadline
        )
        {
            Thread.Sleep(10);
        }

        return running;
    }

    private Socket Listen(string name)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint($"{_folder}/{name}"));
        socket.Listen();
        return socket;
    }

    private Task<SourceFailureException> FailAsync(string path) =>
        Assert.ThrowsAsync<SourceFailureException>(() => _connection.OpenUnixSocketAsync(path, Ct));
}
