using System.Net.Sockets;
using System.Text;
using HaDashboard.Adapters.HaProxy;
using HaDashboard.Adapters.HaProxy.Actions;
using HaDashboard.Adapters.HaProxy.Polling;
using HaDashboard.Adapters.HaProxy.Readings;
using HaDashboard.Adapters.HaProxy.Runtime;
using HaDashboard.Adapters.HaProxy.Settings;
using HaDashboard.Adapters.Ssh.Connections;
using HaDashboard.Adapters.Ssh.Links;
using HaDashboard.Adapters.Ssh.Settings;
using HaDashboard.Core.Facts.Sources;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace HaDashboard.Adapters.Tests.HaProxy;

/// <summary>An HAProxy that is not supported is refused with one sentence, and nothing else is read from it or sent to it.</summary>
public sealed class UnsupportedHaProxyTests
{
    private const string Processes =
        "HAProxy runs 2 processes (nbproc 2), and the socket shows only one of them. Set nbproc 1 and use nbthread.";

    /// <summary>The folder of the reply to <c>show info</c>, and the sentence.</summary>
    public static TheoryData<string, string> Refused { get; } =
        new()
        {
            { "1.5", "HAProxy 1.5.18 is older than 1.8, the oldest version that is supported. Upgrade it." },
            { "1.7", "HAProxy 1.7.0 is older than 1.8, the oldest version that is supported. Upgrade it." },
            { "2.0-nbproc", Processes },
        };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task Poll_FailsWithTheSentence_AndReadsNoTable(string folder, string sentence)
    {
        var haproxy = Serving(folder);
        await using var reader = new HaProxyReader(haproxy, "/s", TimeProvider.System);
        using var deadline = new PollDeadline(TimeSpan.FromSeconds(5), TimeProvider.System, Ct);

        var failure = await Assert.ThrowsAsync<SourceFailureException>(() => reader.ReadAsync(deadline));

        Assert.Equal((FailureKind.Unsupported, sentence), (failure.Kind, failure.Message));
        Assert.Equal(["1: prompt", "1: user", "1: show info"], haproxy.Commands);
        Assert.All(haproxy.Sessions, session => Assert.True(session.IsDisposed));
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task Settings_FailWithTheSentence(string folder, string sentence)
    {
        var haproxy = Serving(folder);
        await using var reading = new SettingsReading(haproxy, "/s", TimeSpan.FromSeconds(5), TimeProvider.System);

        var failure = await Assert.ThrowsAsync<SourceFailureException>(() => reading.ReadAsync(Ct));

        Assert.Equal((FailureKind.Unsupported, sentence), (failure.Kind, failure.Message));
        Assert.DoesNotContain("1: show servers state", haproxy.Commands);
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task Action_IsRefusedBeforeItsCommandIsSent(string folder, string sentence)
    {
        var haproxy = Serving(folder);
        var runtime = new HaProxyRuntime(
            [new HaProxyNodeOptions(haproxy.Node, "/s", "", "")],
            TimeSpan.FromSeconds(5),
            _ => ActionConnection.Shared(haproxy),
            TimeProvider.System
        );

        var failure = await Assert.ThrowsAsync<SourceFailureException>(() => runtime.OpenAsync(haproxy.Node, Ct));

        Assert.Equal((FailureKind.Unsupported, sentence), (failure.Kind, failure.Message));
        Assert.Equal(["1: prompt", "1: set severity-output number", "1: show info"], haproxy.Commands);
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task Check_ShowsTheSentence_AndThatTheConnectionWorks(string folder, string sentence)
    {
        await using var haproxy = new SocketReplies(Info(folder));
        var node = new FakeHaProxy("lb1").Node;
        await using var connections = new NodeConnections(
            [new NodeOptions(node, NodeTransport.UnixSocket, null, null, TimeSpan.FromSeconds(5))],
            TimeProvider.System,
            NullLogger<SshNodeConnection>.Instance
        );
        var check = new HaProxyCheck(
            [new HaProxyNodeOptions(node, haproxy.Path, "true", "true")],
            connections,
            TimeSpan.FromSeconds(5),
            TimeProvider.System
        );

        var rows = await check.RunAsync(Ct);

        Assert.True(rows.Single(row => row.What == "connection").Ok);
        var socket = rows.Single(row => row.What == SourceCatalogue.HaProxy.CheckName);
        Assert.Equal((false, sentence, FailureKind.Unsupported), (socket.Ok, socket.Message, socket.Kind));
        Assert.DoesNotContain(rows, row => row.What == SourceCatalogue.HaProxySettings.CheckName);
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static string Info(string folder) => Encoding.Latin1.GetString(Captured.Reply(folder, "show-info.txt"));

    private static FakeHaProxy Serving(string folder) =>
        new("lb1")
        {
            Script = (_, command) => command == "show info" ? Answer.Text(Info(folder)) : FakeHaProxy.Healthy(command),
        };

    /// <summary>A Unix socket in prompt mode that answers each command, and <c>show info</c> with the given text.</summary>
    private sealed class SocketReplies : IAsyncDisposable
    {
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("had");
        private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        private readonly Task _serving;

        public SocketReplies(string info)
        {
            _listener.Bind(new UnixDomainSocketEndPoint(Path));
            _listener.Listen();
            _serving = ServeAsync(info);
        }

        public string Path => System.IO.Path.Combine(_folder.FullName, "a.sock");

        public async ValueTask DisposeAsync()
        {
            _listener.Dispose();
            await _serving;
            _folder.Delete(recursive: true);
        }

        private async Task ServeAsync(string info)
        {
            var clients = new List<Task>();
            try
            {
                while (true)
                {
                    clients.Add(AnswerAsync(await _listener.AcceptAsync(), info));
                }
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                await Task.WhenAll(clients); // the listener is closed
            }
        }

        private static async Task AnswerAsync(Socket client, string info)
        {
            using var stream = new NetworkStream(client, ownsSocket: true);
            using var lines = new StreamReader(stream, Encoding.ASCII);
            try
            {
                while (await lines.ReadLineAsync() is { } line)
                {
                    await stream.WriteAsync(Encoding.Latin1.GetBytes(line == "show info" ? info + "\n> " : "\n> "));
                }
            }
            catch (IOException)
            {
                // the client closed the connection
            }
        }
    }
}
