using HaDashboard.Core.Views;
using Microsoft.Extensions.Hosting;

namespace HaDashboard.Core.Memory.Series;

/// <summary>
/// Samples the current view every ten seconds. Steps are counted by elapsed time, so that a late one leaves a gap and not a shift.
/// </summary>
public sealed class SeriesRecorder(IClusterFeed feed, TrendStore trends, TimeProvider time) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var start = time.GetTimestamp();
        using var timer = new PeriodicTimer(TrendStore.Step, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                trends.Sample(feed.Current.Diagnosis, (long)Math.Round(time.GetElapsedTime(start) / TrendStore.Step));
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // shutdown, not an error
        }
    }
}
