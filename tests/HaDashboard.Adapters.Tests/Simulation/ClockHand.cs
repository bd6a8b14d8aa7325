using System.Diagnostics;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace HaDashboard.Adapters.Tests.Simulation;

/// <summary>Moves a fake clock while real sockets do their part, and gives up after half a minute of real time.</summary>
internal static class ClockHand
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
