using HaDashboard.Adapters.Sources;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace HaDashboard.Adapters.Tests.Sources;

public sealed class BackoffTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void Fail_Repeated_DoublesDelayUpToMaximum()
    {
        var backoff = new Backoff(_time, () => 1);

        Assert.Equal(
            [0.5, 1, 2, 4, 8, 16, 30, 30, 30],
            Enumerable.Range(0, 9).Select(_ => backoff.Fail().TotalSeconds)
        );
        Assert.Equal(30, Enumerable.Range(0, 2000).Select(_ => backoff.Fail().TotalSeconds).Last());
    }

    [Fact]
    public void Fail_Jitter_ShortensDelayByUpToHalf()
    {
        Assert.Equal(0.25, new Backoff(_time, () => 0).Fail().TotalSeconds);
        Assert.Equal(0.375, new Backoff(_time, () => 0.5).Fail().TotalSeconds);
        Assert.Equal(0.5, new Backoff(_time, () => 7).Fail().TotalSeconds);
    }

    [Fact]
    public void Remaining_ClockAdvances_Decreases()
    {
        var backoff = new Backoff(_time, () => 1);
        Assert.Equal(TimeSpan.Zero, backoff.Remaining);

        backoff.Fail();
        _time.Advance(TimeSpan.FromSeconds(0.3));
        Assert.Equal(TimeSpan.FromSeconds(0.2), backoff.Remaining);
        _time.Advance(TimeSpan.FromSeconds(0.3));
        Assert.Equal(TimeSpan.Zero, backoff.Remaining);
    }

    [Fact]
    public void Reset_AfterFailures_StartsWithFirstDelay()
    {
        var backoff = new Backoff(_time, () => 1);
        backoff.Fail();
        backoff.Fail();

        backoff.Reset();

        Assert.Equal(TimeSpan.Zero, backoff.Remaining);
        Assert.Equal(0.5, backoff.Fail().TotalSeconds);
    }
}
