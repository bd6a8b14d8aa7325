using HaDashboard.Core.Facts.Observations;
using Microsoft.Extensions.Hosting;

namespace HaDashboard.Core.Views;

/// <summary>Offers the time once a second, so that a source without updates becomes stale.</summary>
public sealed class ClusterClock(IObservationSink sink, TimeProvider time) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1), time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                sink.Offer(new ClockTicked(time.GetUtcNow()));
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // shutdown, not an error
        }
    }
}
