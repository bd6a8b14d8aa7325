using Xunit;

namespace HaDashboard.Adapters.Tests.Kubernetes;

internal static class Eventually
{
    /// <summary>
    /// Waits for a change on another thread that raises no event; checks every few milliseconds and fails after 30 s.
    /// </summary>
    public static async Task TrueAsync(Func<bool> isSo, string what)
    {
        var patience = TimeProvider.System.GetTimestamp();
        while (!isSo())
        {
            Assert.True(
                TimeProvider.System.GetElapsedTime(patience) < TimeSpan.FromSeconds(30),
                $"It did not come to that: {what}"
            );
            await Task.Delay(2, TestContext.Current.CancellationToken);
        }
    }
}
