using HaDashboard.Core.Views;
using Microsoft.Extensions.Hosting;

namespace HaDashboard.Core.Memory.Series;

/// <summary>
/// Samples the current view every ten seconds. The steps are counted by elapsed time, so that a late one leaves a gap and not a shift.
/// </summary>
public sealed class SeriesRecorder(IClusterFeed feed, TrendBook book, TimeProvider time) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var start = time.GetTimestamp();
        using var timer = new PeriodicTimer(TrendBook.Step, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                book.Sample(feed.Current.Snapshot, (long)Math.Round(time.GetElapsedTime(start) / TrendBook.Step));
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // shutdown, not an error
        }
    }
}
