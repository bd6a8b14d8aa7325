using HaDashboard.Adapters.HaProxy.Polling;
using HaDashboard.Adapters.HaProxy.Runtime;
using HaDashboard.Adapters.Ssh.Connections;
using HaDashboard.Adapters.Tests.Simulation;
using HaDashboard.Core.Facts.HaProxy;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Simulation.HaProxy;
using Xunit;

namespace HaDashboard.Adapters.Tests.HaProxy;

/// <summary>The reader over a real Unix socket, against the simulated HAProxy of the demo.</summary>
public sealed class SimulatedHaProxyReaderTests : IAsyncDisposable
{
    private readonly ProxyBench _bench = new();
    private readonly LocalNodeConnection _node = new(
        NodeName.Parse("lb1"),
        TimeSpan.FromSeconds(5),
        TimeProvider.System
    );
    private readonly HaProxyReader _reader;

    public SimulatedHaProxyReaderTests() =>
        _reader = new HaProxyReader(_node, _bench.Proxy.Options.SocketPath, TimeProvider.System);

    public async ValueTask DisposeAsync()
    {
        await _reader.DisposeAsync();
        await _node.DisposeAsync();
        await _bench.DisposeAsync();
    }

    [Fact]
    public async Task Read_Reload_TheNewWorkerInTheSamePollAndTheOldOneCanExit()
    {
        var before = await ReadAsync();
        for (var reload = 1; reload <= 5; reload++)
        {
            _bench.Proxy.Reload();
            var after = await ReadAsync();
            Assert.Equal(_bench.Proxy.Pid, after.Process.Pid);
            Assert.False(after.Process.IsSameWorker(before.Process));
            Assert.All(after.Proxies, p => Assert.True(p.Frontend is null or { Status: "OPEN" }));
            before = after;
        }

        for (var i = 0; i < 200 && _bench.Proxy.OldWorkers > 0; i++)
        {
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }

        Assert.Equal(0, _bench.Proxy.OldWorkers);
    }

    [Fact]
    public async Task Read_StoppedAndStartedAgain_FailsThenSucceeds()
    {
        await ReadAsync();
        await _bench.Proxy.StopAsync();
        Assert.Equal(FailureKind.SocketRefused, (await Assert.ThrowsAsync<SourceFailureException>(ReadAsync)).Kind);
        _bench.Proxy.Start();
        Assert.Equal(_bench.Proxy.Pid, (await ReadAsync()).Process.Pid);
    }

    [Theory]
    [InlineData(WireFaultKind.Hang, FailureKind.Timeout)]
    [InlineData(WireFaultKind.HalfReply, FailureKind.ConnectionLost)]
    [InlineData(WireFaultKind.Garbage, null)]
    [InlineData(WireFaultKind.ErrorText, null)]
    [InlineData(WireFaultKind.Endless, null)]
    public async Task Read_WireFault_IsAFailureAndTheNextPollIsComplete(WireFaultKind fault, FailureKind? kind)
    {
        await ReadAsync();
        _bench.Proxy.Fault = new WireFault(fault);
        var failure = await Assert.ThrowsAsync<SourceFailureException>(ReadAsync);
        Assert.True(kind is null || kind == failure.Kind, failure.Message);
        _bench.Proxy.Fault = WireFault.None;
        Assert.Equal(3, (await ReadAsync()).Find("api-backend")!.Servers.Length);
    }

    [Fact]
    public async Task Read_ReplyInManySmallChunks_IsRead()
    {
        _bench.Proxy.Fault = new WireFault(WireFaultKind.SlowDrip, "show info");
        var reading = ReadAsync();
        while (!reading.IsCompleted)
        {
            _bench.Time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Delay(1, TestContext.Current.CancellationToken);
        }

        Assert.Equal(_bench.Proxy.Pid, (await reading).Process.Pid);
    }

    private async Task<HaProxyReading> ReadAsync()
    {
        using var deadline = new PollDeadline(
            TimeSpan.FromSeconds(3),
            TimeProvider.System,
            TestContext.Current.CancellationToken
        );
        try
        {
            return (await _reader.ReadAsync(deadline)).Reading;
        }
        catch (OperationCanceledException) when (!TestContext.Current.CancellationToken.IsCancellationRequested)
        {
            throw new SourceFailureException(FailureKind.Timeout, deadline.Describe());
        }
    }
}
