using HaDashboard.Access;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace HaDashboard.Web.Tests.Access;

public sealed class SignInThrottleTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void FiveFailuresFromOneAddress_DoNotLockTheNameElsewhere()
    {
        var throttle = new SignInThrottle(_time);
        Fail(throttle, "10.0.0.1", "ops", 5);

        Assert.NotNull(throttle.Wait("10.0.0.1", "OPS"));
        Assert.Null(throttle.Wait("10.0.0.1", "other"));
        Assert.Null(throttle.Wait("10.0.0.2", "ops"));
    }

    [Fact]
    public void TwentyNamesFromOneAddress_ShutItForAll()
    {
        var throttle = new SignInThrottle(_time);
        for (var i = 0; i < 20; i++)
        {
            throttle.Failed("10.0.0.1", $"name{i}");
        }

        Assert.NotNull(throttle.Wait("10.0.0.1", "ops"));
        Assert.Null(throttle.Wait("10.0.0.2", "ops"));
    }

    [Fact]
    public void Success_ForgetsTheFailures()
    {
        var throttle = new SignInThrottle(_time);
        Fail(throttle, "10.0.0.1", "ops", 4);
        throttle.Succeeded("10.0.0.1", "ops");
        Fail(throttle, "10.0.0.1", "ops", 4);

        Assert.Null(throttle.Wait("10.0.0.1", "ops"));
    }

    [Fact]
    public void AfterTheWindow_CountingBeginsAnew()
    {
        var throttle = new SignInThrottle(_time);
        Fail(throttle, "10.0.0.1", "ops", 5);
        _time.Advance(TimeSpan.FromMinutes(5));
        Fail(throttle, "10.0.0.1", "ops", 1);

        Assert.Null(throttle.Wait("10.0.0.1", "ops"));
    }

    [Fact]
    public void ManyAddresses_StayBounded()
    {
        var throttle = new SignInThrottle(_time);
        for (var i = 0; i < 12_000; i++)
        {
            throttle.Failed($"address{i}", "ops");
        }

        Fail(throttle, "10.0.0.1", "ops", 5);
        Assert.NotNull(throttle.Wait("10.0.0.1", "ops"));
    }

    private static void Fail(SignInThrottle throttle, string address, string name, int times)
    {
        for (var i = 0; i < times; i++)
        {
            throttle.Failed(address, name);
        }
    }
}
