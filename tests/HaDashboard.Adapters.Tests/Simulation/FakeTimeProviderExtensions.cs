using System.Diagnostics;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace HaDashboard.Adapters.Tests.Simulation;

/// <summary>Advances a fake clock while real sockets transfer data, and fails after 30 s of real time.</summary>
internal static class FakeTimeProviderExtensions
{
    public static async Task AdvanceUntilAsync(this FakeTimeProvider time, TimeSpan step, Func<bool> happened)
    {
        var started = Stopwatch.GetTimestamp();
        while (!happened())
        {
            Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(30), "It never happened.");
            time.Advance(step);
            await Task.Yield();
        }
    }
}
