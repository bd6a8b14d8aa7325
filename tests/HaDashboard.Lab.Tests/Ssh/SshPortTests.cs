using System.Net;
using System.Net.Sockets;
using System.Text;
using HaDashboard.Core.Facts.ControlPlane;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Lab.Tests.Fixtures;
using Xunit;

namespace HaDashboard.Lab.Tests.Ssh;

/// <summary>Tests loopback ports of a node with a real sshd. They verify the use of SSH.NET's channel by reflection.</summary>
[Collection(WithoutParallelTests.Name)]
public sealed class SshPortTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task OpenTcp_TransfersBytesBothWays_AndEndsWithPeer()
    {
        await using var sshd = await SshdProcess.StartAsync();
        await using var node = sshd.Connect();
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();

        await using var stream = await node.OpenTcpAsync(
            NodePort.Loopback(((IPEndPoint)listener.LocalEndpoint).Port),
            Cancelled
        );
        using (var peer = await listener.AcceptTcpClientAsync(Cancelled))
        {
            await stream.WriteAsync("ping"u8.ToArray(), Cancelled);
            var buffer = new byte[4];
            await peer.GetStream().ReadExactlyAsync(buffer, Cancelled);
            await peer.GetStream().WriteAsync(new byte[300_000], Cancelled);
            Assert.Equal("ping", Encoding.ASCII.GetString(buffer));
        }

        var all = new MemoryStream();
        await stream.CopyToAsync(all, Cancelled);
        Assert.Equal(300_000, all.Length);
    }

    [Fact]
    public async Task OpenTcp_ClosedPort_Fails_AndConnectionStaysOpen()
    {
        await using var sshd = await SshdProcess.StartAsync();
        await using var node = sshd.Connect();

        var refused = await Assert.ThrowsAsync<SourceFailureException>(() =>
            node.OpenTcpAsync(NodePort.Loopback(TestProcess.FreePort()), Cancelled)
        );
        await node.ProveAsync(Cancelled);

        Assert.Equal(FailureKind.PortClosed, refused.Kind);
        await sshd.SignedInAsync(1, Cancelled);
    }

    [Fact]
    public async Task OpenTcp_ForwardingNotAllowed_NamesRequiredOption()
    {
        await using var sshd = await SshdProcess.StartAsync(
            new SshdSettings { Configuration = ["AllowTcpForwarding no"] }
        );
        await using var node = sshd.Connect();

        var refused = await Assert.ThrowsAsync<SourceFailureException>(() =>
            node.OpenTcpAsync(NodePort.Loopback(6443), Cancelled)
        );

        Assert.Equal(FailureKind.PortForbidden, refused.Kind);
        Assert.Contains("permitopen=\"127.0.0.1:6443\"", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("::1")]
    [InlineData("localhost")]
    [InlineData("127.0.0.2")]
    public async Task OpenTcp_OtherAddressOfNode_Connects(string host)
    {
        await using var sshd = await SshdProcess.StartAsync();
        await using var node = sshd.Connect();
        using var listener = TcpListener.Create(0);
        listener.Start();

        var target = new NodePort(host, ((IPEndPoint)listener.LocalEndpoint).Port);
        await using var stream = await node.OpenTcpAsync(target, Cancelled);
        using var peer = await listener.AcceptTcpClientAsync(Cancelled);
        await peer.GetStream().WriteAsync("hi"u8.ToArray(), Cancelled);

        await stream.ReadExactlyAsync(new byte[2], Cancelled);
    }

    [Theory]
    [InlineData("::1", FailureKind.PortClosed, "no process listens on [::1]:")]
    [InlineData("127.0.0.2", FailureKind.PortClosed, "no process listens on 127.0.0.2:")]
    [InlineData("no-such-host.invalid", FailureKind.TargetUnreachable, "Name or service not known")]
    [InlineData("255.255.255.255", FailureKind.TargetUnreachable, "its SSH server gives no reason")]
    public async Task OpenTcp_OtherAddress_KindFollowsReasonOfSshd(string host, FailureKind expected, string named)
    {
        await using var sshd = await SshdProcess.StartAsync();
        await using var node = sshd.Connect();

        var refused = await Assert.ThrowsAsync<SourceFailureException>(() =>
            node.OpenTcpAsync(new NodePort(host, TestProcess.FreePort()), Cancelled)
        );

        Assert.True(refused.Kind == expected, refused.Message);
        Assert.Contains(host, refused.Message, StringComparison.Ordinal);
        Assert.Contains(named, refused.Message, StringComparison.Ordinal);
        await sshd.SignedInAsync(1, Cancelled);
    }

    [Fact]
    public async Task OpenTcp_ListenerWithFullQueue_IsSilentWhileNodeResponds()
    {
        await using var sshd = await SshdProcess.StartAsync();
        await using var node = sshd.Connect(TimeSpan.FromSeconds(4));
        using var full = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        full.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        full.Listen(0);
        var port = ((IPEndPoint)full.LocalEndPoint!).Port;
        using var filling = new TcpClient();
        await filling.ConnectAsync(IPAddress.Loopback, port, Cancelled);

        var silent = await Assert.ThrowsAsync<SourceFailureException>(() =>
            node.OpenTcpAsync(NodePort.Loopback(port), Cancelled)
        );
        await node.ProveAsync(Cancelled);

        Assert.Equal(FailureKind.PortSilent, silent.Kind);
        await sshd.SignedInAsync(1, Cancelled);
    }

    [Fact]
    public async Task OpenTcp_ManyPorts_LeavesNoListenerOpen()
    {
        await using var sshd = await SshdProcess.StartAsync();
        await using var node = sshd.Connect();
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        await node.ProveAsync(Cancelled);
        var before = Listening();

        for (var i = 0; i < 20; i++)
        {
            await using var stream = await node.OpenTcpAsync(NodePort.Loopback(port), Cancelled);
            using var peer = await listener.AcceptTcpClientAsync(Cancelled);
        }

        Assert.Equal(before, Listening());
        await sshd.SignedInAsync(1, Cancelled);
    }

    /// <summary>The listening sockets of this process only, because those of other processes on the machine change independently.</summary>
    private static int Listening()
    {
        var own = Directory.GetFiles("/proc/self/fd").Select(Target).OfType<string>().ToHashSet(StringComparer.Ordinal);
        return File.ReadLines("/proc/net/tcp")
            .Skip(1)
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Count(fields => fields[3] is "0A" && own.Contains($"socket:[{fields[9]}]"));
    }

    private static string? Target(string link)
    {
        try
        {
            return new FileInfo(link).LinkTarget;
        }
        catch (IOException)
        {
            return null; // The socket was closed meanwhile.
        }
    }
}
