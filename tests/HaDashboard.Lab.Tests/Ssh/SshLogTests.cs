using System.Collections.Concurrent;
using HaDashboard.Adapters.Ssh.Links;
using HaDashboard.Lab.Tests.Fixtures;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace HaDashboard.Lab.Tests.Ssh;

public sealed class SshLogTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ConnectionChanges_AreLoggedOnce_AndOpenKeyFileOnce()
    {
        await using var sshd = await SshdProcess.StartAsync();
        TestProcess.MakeExecutable(sshd.UserKey);
        var log = new ListLogger();
        var time = new FakeTimeProvider();
        await using var one = new SshNodeConnection(sshd.Endpoint(name: "one"), time, log);
        await using var two = new SshNodeConnection(sshd.Endpoint(name: "two"), time, log);
        await two.RunAsync("true", TimeSpan.FromSeconds(30), Ct);
        await sshd.StopAsync();

        for (var i = 0; i < 3; i++)
        {
            await one.FailToReadAsync("/run/x.sock", Ct);
            time.Advance(Backoffs);
        }

        await sshd.StartAgainAsync();
        await one.RunAsync("true", TimeSpan.FromSeconds(30), Ct);

        Assert.Single(log.Lines, line =>
            line.Contains("SSH connection failed (ConnectionRefused)", StringComparison.Ordinal)
        );
        Assert.Single(log.Lines, line => line.StartsWith("one: SSH connected", StringComparison.Ordinal));
        await sshd.UntilAsync(
            () => log.Lines.Count(line => line.StartsWith("two: SSH connection lost", StringComparison.Ordinal)) == 1,
            Ct
        );
        Assert.Single(log.Lines, line =>
            line.Contains($"can read or write the private key {sshd.UserKey}.", StringComparison.Ordinal)
        );
    }

    private static TimeSpan Backoffs => TimeSpan.FromSeconds(31);

    private sealed class ListLogger : ILogger<SshNodeConnection>
    {
        public ConcurrentQueue<string> Lines { get; } = new();

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        ) => Lines.Enqueue(formatter(state, exception));
    }
}
