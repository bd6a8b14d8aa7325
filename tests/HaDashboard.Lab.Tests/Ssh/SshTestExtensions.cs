using System.Net.Sockets;
using System.Text;
using HaDashboard.Adapters.Ssh.Commands;
using HaDashboard.Adapters.Ssh.Links;
using HaDashboard.Adapters.Ssh.Settings;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Lab.Tests.Fixtures;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace HaDashboard.Lab.Tests.Ssh;

internal static class SshTestExtensions
{
    public static SshNodeConnection Connect(
        this SshdProcess sshd,
        TimeSpan? timeout = null,
        SshOptions? options = null,
        TimeProvider? time = null,
        string name = "node"
    ) =>
        new(sshd.Endpoint(timeout, options, name), time ?? TimeProvider.System, NullLogger<SshNodeConnection>.Instance);

    /// <summary>Reads a reply in HAProxy's interactive mode until its prompt, within one minute.</summary>
    public static async Task<string> ReadUntilPromptAsync(this Stream stream, CancellationToken ct)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(ct);
        deadline.CancelAfter(TimeSpan.FromSeconds(60));
        var buffer = new byte[4096];
        var text = new StringBuilder();
        while (!text.ToString().EndsWith("\n> ", StringComparison.Ordinal))
        {
            var read = await stream.ReadAsync(buffer, deadline.Token);
            Assert.NotEqual(0, read);
            text.Append(Encoding.UTF8.GetString(buffer, 0, read));
        }

        return text.ToString();
    }

    /// <summary>The number of sign-ins.</summary>
    public static int SignIns(this SshdProcess sshd) =>
        sshd.LogLines.Count(line => line.Contains("Accepted publickey", StringComparison.Ordinal));

    /// <summary>Verifies the number of sign-ins. sshd may write its log line after the response, so the method waits for it.</summary>
    public static async Task SignedInAsync(this SshdProcess sshd, int times, CancellationToken ct)
    {
        await sshd.UntilAsync(() => sshd.SignIns() >= times, ct);
        Assert.Equal(times, sshd.SignIns());
    }

    /// <summary>Waits at most one minute for a condition that can only be read from the process table.</summary>
    public static async Task UntilAsync(this SshdProcess sshd, Func<bool> condition, CancellationToken ct)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(ct);
        deadline.CancelAfter(TimeSpan.FromSeconds(60));
        while (!condition())
        {
            Assert.False(
                deadline.IsCancellationRequested,
                $"not within a minute; log of sshd: {string.Join('\n', sshd.LogLines)}"
            );
            await Task.Delay(20, ct);
        }
    }

    /// <summary>A Unix socket in the server's folder that accepts connections into its backlog and never responds.</summary>
    public static Socket Listen(this SshdProcess sshd, string name)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(Path.Combine(sshd.Folder, name)));
        socket.Listen(20);
        return socket;
    }

    public static bool TryConnect(this Socket socket, string path)
    {
        try
        {
            socket.Connect(new UnixDomainSocketEndPoint(path));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>Reads until the end of the stream, with 30 s for each read. A refusal counts as the end too.</summary>
    public static async Task ReadToItsEndAsync(this Stream stream, CancellationToken ct)
    {
        var buffer = new byte[4096];
        try
        {
            while (await stream.ReadAsync(buffer, ct).AsTask().WaitAsync(TimeSpan.FromSeconds(30), ct) > 0)
            {
                // Other tests verify the content.
            }
        }
        catch (SourceFailureException)
        {
            // The connection was refused.
        }
    }

    /// <summary>Runs a command as soon as the back-off after a failure allows it.</summary>
    public static async Task<CommandResult> RunAfterRestAsync(
        this NodeConnection connection,
        string command,
        CancellationToken ct
    )
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                return await connection.RunAsync(command, TimeSpan.FromSeconds(30), ct);
            }
            catch (SourceFailureException) when (attempt < 600)
            {
                await Task.Delay(100, ct);
            }
        }
    }

    /// <summary>Opens a socket and reads from it, as a poller does, and returns the failure.</summary>
    public static async Task<SourceFailureException> FailToReadAsync(
        this NodeConnection connection,
        string path,
        CancellationToken ct
    ) =>
        await Assert.ThrowsAsync<SourceFailureException>(async () =>
        {
            await using var socket = await connection.OpenUnixSocketAsync(path, ct);
            _ = await socket.ReadAsync(new byte[10], ct).AsTask().WaitAsync(TimeSpan.FromSeconds(30), ct);
        });
}
