using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using HaDashboard.Adapters.Ssh.Links;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Lab.Tests.Fixtures;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace HaDashboard.Lab.Tests.Ssh;

public sealed class SshFaultTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task KilledSession_ReaderFailsAtOnce_AndNextOpenWorks()
    {
        await using var node = await LabNode.StartAsync();
        await using var connection = node.Connect();
        await using var socket = await connection.OpenUnixSocketAsync(node.HaProxy.AdminSocket, Ct);
        var reading = socket.ReadAsync(new byte[10], Ct).AsTask();

        node.Sshd.SignalSessions(TestProcess.Kill);

        var failure = await Assert.ThrowsAsync<SourceFailureException>(() =>
            reading.WaitAsync(TimeSpan.FromSeconds(30), Ct)
        );
        Assert.Equal(FailureKind.ConnectionLost, failure.Kind);
        await using var next = await connection.OpenUnixSocketAsync(node.HaProxy.AdminSocket, Ct);
        await next.WriteAsync("prompt\n"u8.ToArray(), Ct);
        Assert.Equal("\n> ", await next.ReadUntilPromptAsync(Ct));
        await node.Sshd.SignedInAsync(2, Ct);
    }

    [Fact]
    public async Task KilledSessionOfIdleConnection_NextOpenWorks()
    {
        await using var node = await LabNode.StartAsync();
        await using var connection = node.Connect();
        await (await connection.OpenUnixSocketAsync(node.HaProxy.AdminSocket, Ct)).DisposeAsync();

        node.Sshd.SignalSessions(TestProcess.Kill);

        await using var next = await connection.OpenUnixSocketAsync(node.HaProxy.AdminSocket, Ct);
        await next.WriteAsync("prompt\n"u8.ToArray(), Ct);
        Assert.Equal("\n> ", await next.ReadUntilPromptAsync(Ct));
    }

    /// <summary>A stopped process keeps its sockets open, so the connection accepts data but never responds.</summary>
    [Fact]
    public async Task HalfOpenConnection_FailsInTime_AndIsReplaced()
    {
        var timeout = TimeSpan.FromSeconds(10);
        await using var node = await LabNode.StartAsync();
        await using var connection = node.Connect(timeout);
        await using var socket = await connection.OpenUnixSocketAsync(node.HaProxy.AdminSocket, Ct);
        node.Sshd.SignalSessions(TestProcess.Stop);
        var stopped = node.Sshd.Sessions();
        try
        {
            using var deadline = new CancellationTokenSource(timeout);
            await socket.WriteAsync("prompt\n"u8.ToArray(), Ct);
            await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
                Assert.Equal(0, await socket.ReadAsync(new byte[10], deadline.Token))
            );

            // The failed read starts a check of the connection, which takes half a timeout. Callers meanwhile fail within their timeout.
            var watch = Stopwatch.StartNew();
            Stream? next = null;
            while (next is null && watch.Elapsed < TimeSpan.FromMinutes(1))
            {
                next = await TryOpenAsync(connection, node.HaProxy.AdminSocket, timeout);
            }

            Assert.NotNull(next);
            await using (next)
            {
                await next.WriteAsync("prompt\n"u8.ToArray(), Ct);
                Assert.Equal("\n> ", await next.ReadUntilPromptAsync(Ct));
            }

            await node.Sshd.SignedInAsync(2, Ct);
        }
        finally
        {
            foreach (var pid in stopped)
            {
                TestProcess.Signal(pid, TestProcess.Continue);
            }
        }
    }

    [Fact]
    public async Task SshdDown_IsRefused_AndRetriedWithGrowingDelay()
    {
        await using var sshd = await SshdProcess.StartAsync();
        await sshd.StopAsync();
        var time = new FakeTimeProvider();
        await using var connection = sshd.Connect(time: time);

        var failure = await connection.FailToReadAsync("/run/x.sock", Ct);
        Assert.Equal(FailureKind.ConnectionRefused, failure.Kind);

        // sshd runs again, but no attempt is made before the back-off ends: the last failure is returned at once.
        await sshd.StartAgainAsync();
        Assert.Equal(failure.Message, (await connection.FailToReadAsync("/run/x.sock", Ct)).Message);
        Assert.DoesNotContain(sshd.LogLines, line =>
            line.Contains("Connection from", StringComparison.Ordinal)
            || line.Contains("Accepted", StringComparison.Ordinal)
        );

        time.Advance(TimeSpan.FromSeconds(0.5));
        Assert.Equal(0, (await connection.RunAsync("true", TimeSpan.FromSeconds(30), Ct)).ExitCode);
    }

    [Fact]
    public async Task ConcurrentCallers_ShareOneConnection()
    {
        await using var node = await LabNode.StartAsync();
        await using var connection = node.Connect();

        var results = await Task.WhenAll(
            Enumerable.Range(0, 30).Select(_ => connection.RunAsync("true", TimeSpan.FromSeconds(30), Ct))
        );

        Assert.All(results, result => Assert.Equal(0, result.ExitCode));
        await node.Sshd.SignedInAsync(1, Ct);
    }

    /// <summary>
    /// Simulates a slow machine: the channel's own thread is blocked while its command ends, so the writer finds the end first.
    /// </summary>
    [Fact]
    public async Task WriteToEndedChannel_DoesNotEndTheLink()
    {
        await using var sshd = await SshdProcess.StartAsync();
        await using var link = await new SshConnector(sshd.Endpoint(), TimeProvider.System).Start();
        using var held = new ManualResetEventSlim();
        var childPid = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        var channel = await link.OpenAsync(
            "echo $$; exec sleep 600",
            data =>
            {
                childPid.TrySetResult(Encoding.ASCII.GetString(data));
                held.Wait(Ct);
            },
            errors: null,
            Ct
        );
        var pid = int.Parse(await childPid.Task.WaitAsync(Ct), CultureInfo.InvariantCulture);

        TestProcess.Signal(pid, TestProcess.Kill);
        await sshd.UntilAsync(() => !TestProcess.Descendants(sshd.Pid).Contains(pid), Ct);
        var other = await link.OpenAsync("exec true", static _ => { }, errors: null, Ct);
        await other.Ended.WaitAsync(Ct); // The server has reported the end of the first channel before this one.
        await link.WriteAsync(() => channel.Write("show info\n"u8.ToArray()));

        Assert.True(link.CheckUsable());
        held.Set();
        Assert.Null((await channel.Ended.WaitAsync(Ct)).Failure);
        await sshd.SignedInAsync(1, Ct);
    }

    [Theory]
    [InlineData("")]
    [InlineData("SSH-2.0-Tarpit\r\n")]
    public async Task HostThatAcceptsAndHangs_FailsInTime_AndBlocksAtMostOneThread(string greeting)
    {
        await using var sshd = await SshdProcess.StartAsync();
        using var tarpit = new Tarpit(greeting);
        await using var connection = sshd.Connect(TimeSpan.FromSeconds(1), sshd.Options with { Port = tarpit.Port });

        var watch = Stopwatch.StartNew();
        var failure = await connection.FailToReadAsync("/run/x.sock", Ct);

        Assert.Equal(FailureKind.Timeout, failure.Kind);
        Assert.InRange(watch.Elapsed.TotalSeconds, 0.9, 50);
    }

    [Fact]
    public async Task TwentyHungNodes_DoNotDelayHealthyNode()
    {
        await using var node = await LabNode.StartAsync();
        var greetings = new[] { "", "SSH-2.0-Tarpit\r\n" };
        var tarpits = Enumerable.Range(0, 20).Select(i => new Tarpit(greetings[i % 2])).ToList();
        var hung = tarpits
            .Select(
                (tarpit, i) =>
                    node.Sshd.Connect(
                        TimeSpan.FromMinutes(5),
                        node.Sshd.Options with
                        {
                            Port = tarpit.Port,
                        },
                        name: $"hung{i}"
                    )
            )
            .ToList();
        await using var connection = node.Connect(name: "healthy");
        var failing = hung.Select(each => each.FailToReadAsync("/run/x.sock", Ct)).ToList();
        await Task.WhenAll(tarpits.Select(tarpit => tarpit.Accepted)).WaitAsync(TimeSpan.FromSeconds(60), Ct);

        await using (var socket = await connection.OpenUnixSocketAsync(node.HaProxy.AdminSocket, Ct))
        {
            await socket.WriteAsync("prompt\n"u8.ToArray(), Ct);
            await socket.ReadUntilPromptAsync(Ct);
        }

        Assert.All(failing, task => Assert.False(task.IsCompleted, "the hung nodes answered; the test proves nothing"));
        tarpits.ForEach(tarpit => tarpit.Dispose()); // This also ends the attempts to connect.
        await Task.WhenAll(failing).WaitAsync(TimeSpan.FromSeconds(60), Ct);
        foreach (var each in hung)
        {
            await each.DisposeAsync();
        }
    }

    [Fact]
    public async Task Dispose_WithHungChannels_EndsSessionsAndReads()
    {
        await using var sshd = await SshdProcess.StartAsync();
        using var silent = sshd.Listen("silent.sock");
        var connection = sshd.Connect();
        var reads = new List<Task>();
        for (var i = 0; i < 8; i++)
        {
            var socket = await connection.OpenUnixSocketAsync(Path.Combine(sshd.Folder, "silent.sock"), Ct);
            reads.Add(socket.ReadAsync(new byte[10], Ct).AsTask().ContinueWith(_ => { }, TaskScheduler.Default));
        }

        Assert.All(reads, read => Assert.False(read.IsCompleted));
        await connection.DisposeAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => connection.OpenUnixSocketAsync("/run/x.sock", Ct));
        await sshd.UntilAsync(() => sshd.Sessions().Count == 0, Ct);
        // Threads are not counted: their number also depends on the pool and on parallel tests.
        await Task.WhenAll(reads).WaitAsync(TimeSpan.FromSeconds(60), Ct);
    }

    private static async Task<Stream?> TryOpenAsync(SshNodeConnection connection, string path, TimeSpan timeout)
    {
        var watch = Stopwatch.StartNew();
        try
        {
            return await connection.OpenUnixSocketAsync(path, Ct);
        }
        catch (SourceFailureException)
        {
            Assert.InRange(watch.Elapsed.TotalSeconds, 0, timeout.TotalSeconds + 50);
            await Task.Delay(50, Ct);
            return null;
        }
    }

    /// <summary>A server that accepts connections, sends an optional greeting, and then sends nothing more.</summary>
    private sealed class Tarpit : IDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly TaskCompletionSource _accepted = new();
        private readonly List<TcpClient> _clients = [];

        public Tarpit(string greeting)
        {
            _listener.Start();
            _ = AcceptAsync(greeting);
        }

        public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

        public Task Accepted => _accepted.Task;

        public void Dispose()
        {
            _listener.Dispose();
            _clients.ForEach(client => client.Dispose());
        }

        private async Task AcceptAsync(string greeting)
        {
            try
            {
                while (true)
                {
                    var client = await _listener.AcceptTcpClientAsync();
                    _clients.Add(client);
                    await client.GetStream().WriteAsync(System.Text.Encoding.ASCII.GetBytes(greeting));
                    _accepted.TrySetResult();
                }
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException or IOException)
            {
                // The test has ended.
            }
        }
    }
}
