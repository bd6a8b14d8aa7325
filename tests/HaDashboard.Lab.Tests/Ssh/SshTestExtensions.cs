using System.Text;
using HaDashboard.Adapters.Ssh;
using HaDashboard.Core.Observations;
using HaDashboard.Lab.Tests.Fixtures;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace HaDashboard.Lab.Tests.Ssh;

internal static class SshTestExtensions
{
    public static SshNodeConnection Connect(this SshdProcess sshd, TimeSpan? timeout = null, SshOptions? options = null, TimeProvider? time = null, string name = "node") =>
        new(sshd.Endpoint(timeout, options, name), time ?? TimeProvider.System, NullLogger<SshNodeConnection>.Instance);

    /// <summary>Reads a reply of HAProxy's interactive mode to its prompt, within ten seconds.</summary>
    public static async Task<string> ReadUntilPromptAsync(this Stream stream, CancellationToken ct)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(ct);
        deadline.CancelAfter(TimeSpan.FromSeconds(10));
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

    /// <summary>Opens and reads, as a poller does, and returns what failed.</summary>
    public static async Task<SourceFailureException> FailToReadAsync(this NodeConnection connection, string path, CancellationToken ct) =>
        await Assert.ThrowsAsync<SourceFailureException>(async () =>
        {
            await using var socket = await connection.OpenUnixSocketAsync(path, ct);
            _ = await socket.ReadAsync(new byte[10], ct).AsTask().WaitAsync(TimeSpan.FromSeconds(20), ct);
        });
}
