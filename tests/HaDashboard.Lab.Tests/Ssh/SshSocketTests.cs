using System.Net.Sockets;
using HaDashboard.Adapters.Ssh.Links;
using HaDashboard.Adapters.Ssh.Sockets;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Lab.Tests.Fixtures;
using Xunit;

namespace HaDashboard.Lab.Tests.Ssh;

public sealed class SshSocketTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static TheoryData<SocketRelay> Relays => [SocketRelay.Socat, SocketRelay.Netcat, SocketRelay.Python3];

    [Theory]
    [MemberData(nameof(Relays))]
    public async Task OpenUnixSocket_HaProxyRespondsRepeatedlyOverOneChannel(SocketRelay relay)
    {
        using var path = RelayPath.For(relay);
        await using var node = await LabNode.StartAsync(path.Settings);
        await using var connection = node.Connect();
        await using var socket = await connection.OpenUnixSocketAsync(node.HaProxy.AdminSocket, Ct);

        await socket.WriteAsync("prompt\n"u8.ToArray(), Ct);
        Assert.Equal("\n> ", await socket.ReadUntilPromptAsync(Ct));
        await socket.WriteAsync("show info\n"u8.ToArray(), Ct);
        Assert.Contains("Name: HAProxy", await socket.ReadUntilPromptAsync(Ct), StringComparison.Ordinal);
        await socket.WriteAsync("show stat\n"u8.ToArray(), Ct);
        Assert.Contains("api-backend,master3", await socket.ReadUntilPromptAsync(Ct), StringComparison.Ordinal);
        await socket.WriteAsync("quit\n"u8.ToArray(), Ct);
        Assert.Equal(0, await socket.ReadAsync(new byte[10], Ct).AsTask().WaitAsync(TimeSpan.FromSeconds(30), Ct));
        Assert.Equal(relay, connection.Relay);
    }

    [Theory]
    [MemberData(nameof(Relays))]
    public async Task OpenUnixSocket_UnusableSocket_FailureSaysWhy(SocketRelay relay)
    {
        using var path = RelayPath.For(relay, asNobody: true);
        await using var sshd = await SshdProcess.StartAsync(path.Settings);
        await using var connection = sshd.Connect();
        var dead = Path.Combine(sshd.Folder, "dead.sock");
        await File.WriteAllTextAsync(dead, "", Ct);
        await TestProcess.RunAsync("/bin/chmod", "755", sshd.Folder);
        await TestProcess.RunAsync("/bin/chmod", "666", dead);
        var closed = Path.Combine(sshd.Folder, "closed.sock");
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(closed));
        listener.Listen();
        await TestProcess.RunAsync("/bin/chmod", "600", closed);

        Assert.Equal(FailureKind.SocketNotFound, (await connection.FailToReadAsync("/run/nonexistent.sock", Ct)).Kind);
        Assert.Equal(FailureKind.SocketRefused, (await connection.FailToReadAsync(dead, Ct)).Kind);
        if (Environment.IsPrivilegedProcess)
        {
            Assert.Equal(FailureKind.SocketPermissionDenied, (await connection.FailToReadAsync(closed, Ct)).Kind);
        }
    }

    [Fact]
    public async Task NoRelayTool_IsReported_AndFoundAfterInstallation()
    {
        using var path = RelayPath.For(null);
        await using var node = await LabNode.StartAsync(path.Settings);
        await using var connection = node.Connect();
        Assert.Equal(FailureKind.RelayMissing, (await connection.FailToReadAsync(node.HaProxy.AdminSocket, Ct)).Kind);

        path.Install("/usr/bin/socat");
        await using (await connection.OpenUnixSocketAsync(node.HaProxy.AdminSocket, Ct))
        {
            Assert.Equal(SocketRelay.Socat, connection.Relay);
        }

        path.Remove("socat");
        Assert.Equal(FailureKind.RelayMissing, (await connection.FailToReadAsync(node.HaProxy.AdminSocket, Ct)).Kind);
        path.Install("/usr/bin/python3");
        await using var socket = await connection.OpenUnixSocketAsync(node.HaProxy.AdminSocket, Ct);
        Assert.Equal(SocketRelay.Python3, connection.Relay);
    }

    [Fact]
    public async Task HaProxyThatHangs_ReadObservesItsToken_AndConnectionStaysOpen()
    {
        await using var sshd = await SshdProcess.StartAsync();
        await using var connection = sshd.Connect();
        using var silent = sshd.Listen("silent.sock");
        await using var socket = await connection.OpenUnixSocketAsync(Path.Combine(sshd.Folder, "silent.sock"), Ct);
        using var soon = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
            Assert.Equal(0, await socket.ReadAsync(new byte[10], soon.Token))
        );

        Assert.Equal(0, (await connection.RunAsync("true", TimeSpan.FromSeconds(30), Ct)).ExitCode);
        await sshd.SignedInAsync(1, Ct);
    }

    [Fact]
    public async Task UnreadOutputBeyondLimit_ClosesChannel_AndConnectionStaysOpen()
    {
        await using var sshd = await SshdProcess.StartAsync();
        await using var connection = sshd.Connect();
        using var listener = sshd.Listen("flood.sock");
        var flooding = Task.Run(
            async () =>
            {
                using var peer = await listener.AcceptAsync(Ct);
                for (var block = new byte[1024 * 1024]; ; )
                {
                    await peer.SendAsync(block, Ct);
                }
            },
            Ct
        );
        await using var socket = await connection.OpenUnixSocketAsync(Path.Combine(sshd.Folder, "flood.sock"), Ct);

        // Nothing reads the output: it ends because the dashboard closes the channel, not because the command ends.
        await Assert.ThrowsAsync<SocketException>(() => flooding.WaitAsync(TimeSpan.FromSeconds(30), Ct));
        var failure = await Assert.ThrowsAsync<SourceFailureException>(async () =>
        {
            while (await socket.ReadAsync(new byte[1024 * 1024], Ct) > 0) { }
        });
        Assert.Equal(FailureKind.Malformed, failure.Kind);
        Assert.Equal(0, (await connection.RunAsync("true", TimeSpan.FromSeconds(30), Ct)).ExitCode);
    }

    [Fact]
    public async Task ErrorOutputBeyondLimit_ClosesChannel()
    {
        using var path = RelayPath.For(null);
        path.Install("/usr/bin/cat");
        path.InstallScript("socat", "exec cat /dev/zero >&2");
        await using var sshd = await SshdProcess.StartAsync(path.Settings);
        await using var connection = sshd.Connect();

        Assert.Equal(FailureKind.Malformed, (await connection.FailToReadAsync("/run/x.sock", Ct)).Kind);
    }

    /// <summary>The account can run the documented command only. The search for a relay tool is refused, the poll is not.</summary>
    [Fact]
    public async Task AccountRestrictedToFixedCommands_CanBePolled()
    {
        await using var node = await LabNode.StartAsync();
        var gate = Path.Combine(node.Sshd.Folder, "gate");
        await File.WriteAllTextAsync(
            gate,
            $"#!/bin/sh\n[ \"$SSH_ORIGINAL_COMMAND\" = 'exec socat - UNIX-CONNECT:{node.HaProxy.AdminSocket}' ] "
                + $"|| {{ echo 'gate: refused' >&2; exit 77; }}\nexec socat - "
                + $"UNIX-CONNECT:{node.HaProxy.AdminSocket}\n",
            Ct
        );
        TestProcess.MakeExecutable(gate);
        await File.WriteAllTextAsync(
            node.Sshd.AuthorizedKeys,
            $"restrict,command=\"{gate}\" {await File.ReadAllTextAsync($"{node.Sshd.UserKey}.pub", Ct)}",
            Ct
        );
        await using var connection = node.Connect();

        await using var socket = await connection.OpenUnixSocketAsync(node.HaProxy.AdminSocket, Ct);
        await socket.WriteAsync("prompt\n"u8.ToArray(), Ct);
        Assert.Equal("\n> ", await socket.ReadUntilPromptAsync(Ct));
        Assert.Equal(77, (await connection.RunAsync("id", TimeSpan.FromSeconds(30), Ct)).ExitCode);
    }

    [Fact]
    public async Task MoreSocketsThanSlots_LastOneWaits()
    {
        await using var node = await LabNode.StartAsync();
        await using var connection = node.Connect(TimeSpan.FromSeconds(10));
        var sockets = new List<Stream>();
        for (var i = 0; i < SshLink.MaxChannels; i++)
        {
            sockets.Add(await connection.OpenUnixSocketAsync(node.HaProxy.AdminSocket, Ct));
        }

        var last = await Assert.ThrowsAsync<SourceFailureException>(() =>
            connection.OpenUnixSocketAsync(node.HaProxy.AdminSocket, Ct)
        );
        Assert.Equal(FailureKind.Timeout, last.Kind);

        await sockets[0].DisposeAsync();
        await using (await connection.OpenUnixSocketAsync(node.HaProxy.AdminSocket, Ct))
        {
            await node.Sshd.SignedInAsync(1, Ct);
        }

        foreach (var socket in sockets)
        {
            await socket.DisposeAsync();
        }
    }

    [Fact]
    public async Task SshdThatAllowsOneSession_FailureNamesMinimum()
    {
        await using var node = await LabNode.StartAsync(new SshdSettings { Configuration = ["MaxSessions 1"] });
        await using var connection = node.Connect();
        await using var first = await connection.OpenUnixSocketAsync(node.HaProxy.AdminSocket, Ct);

        var failure = await Assert.ThrowsAsync<SourceFailureException>(() =>
            connection.OpenUnixSocketAsync(node.HaProxy.AdminSocket, Ct)
        );

        Assert.Equal(FailureKind.SessionsLimited, failure.Kind);
        Assert.Contains("allows only 1 session on one connection", failure.Message, StringComparison.Ordinal);
        Assert.Contains(
            "set MaxSessions in sshd_config to 10, its default; 2 is the minimum",
            failure.Message,
            StringComparison.Ordinal
        );
        await first.WriteAsync("prompt\n"u8.ToArray(), Ct);
        Assert.Equal("\n> ", await first.ReadUntilPromptAsync(Ct));
    }
}
