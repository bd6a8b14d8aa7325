using System.Net;
using System.Net.Sockets;
using System.Text;
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

        await using var stream = await node.OpenTcpAsync(((IPEndPoint)listener.LocalEndpoint).Port, Cancelled);
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
            node.OpenTcpAsync(TestProcess.FreePort(), Cancelled)
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

        var refused = await Assert.ThrowsAsync<SourceFailureException>(() => node.OpenTcpAsync(6443, Cancelled));

        Assert.Equal(FailureKind.PortForbidden, refused.Kind);
        Assert.Contains("permitopen=\"127.0.0.1:6443\"", refused.Message, StringComparison.Ordinal);
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
            await using var stream = await node.OpenTcpAsync(port, Cancelled);
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
