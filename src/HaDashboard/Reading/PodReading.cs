using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Operations.Ports;

namespace HaDashboard.Reading;

/// <summary>
/// What a pod's page reads about its pod while it is open, and only then. The one loop that fetches in the web is here and not in the
/// component, because a component is rendered, disposed and rendered again as the framework likes; this is made and disposed with the page,
/// its loop is awaited, and a test can run it on a clock of its own.
/// </summary>
public sealed class PodReading(IPodDetails pods, TimeProvider time, string @namespace, string pod, Func<Task> changed)
    : IAsyncDisposable
{
    public static readonly TimeSpan EventInterval = TimeSpan.FromSeconds(10);

    private readonly CancellationTokenSource _stop = new();
    private CancellationTokenSource? _watching;
    private Task _reading = Task.CompletedTask;
    private Task _loop = Task.CompletedTask;

    public Answer<PodDetails> Details { get; private set; } = Answer<PodDetails>.Nothing;

    public Answer<PodEvents> Events { get; private set; } = Answer<PodEvents>.Nothing;

    /// <summary>Reads the details, unless that is going on.</summary>
    public void Refresh()
    {
        if (_reading.IsCompleted && !_stop.IsCancellationRequested)
        {
            _reading = ReadDetailsAsync();
        }
    }

    /// <summary>Reads the events now and every ten seconds, until told otherwise.</summary>
    public void WatchEvents(bool watch)
    {
        if (watch == _watching is not null || _stop.IsCancellationRequested)
        {
            return;
        }

        if (watch)
        {
            _watching = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
            _loop = LoopAsync(_loop, _watching.Token);
        }
        else
        {
            _watching!.Cancel();
            _watching.Dispose();
            _watching = null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_reading, _loop);
        _watching?.Dispose();
        _stop.Dispose();
    }

    private async Task ReadDetailsAsync()
    {
        Details = Details with { IsReading = true };
        Details = await TryAsync(Details, () => pods.GetAsync(@namespace, pod, _stop.Token), _stop.Token);
        await TellAsync();
    }

    private async Task LoopAsync(Task before, CancellationToken stop)
    {
        try
        {
            await before;
            using var timer = new PeriodicTimer(EventInterval, time);
            do
            {
                Events = await TryAsync(Events, () => pods.EventsAsync(@namespace, pod, stop), stop);
                await TellAsync();
            } while (await timer.WaitForNextTickAsync(stop));
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // the tab or the page was left
        }
    }

    private static async Task<Answer<T>> TryAsync<T>(Answer<T> before, Func<Task<T>> read, CancellationToken stop)
        where T : class
    {
        try
        {
            return new Answer<T>(await read(), null, false);
        }
        catch (SourceFailureException failure)
        {
            return before with { Failure = failure.ToFailure(), IsReading = false };
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return before with { IsReading = false };
        }
        catch (Exception broken)
        {
            return before with { Failure = Broken.Off(broken), IsReading = false };
        }
    }

    private async Task TellAsync()
    {
        try
        {
            await (_stop.IsCancellationRequested ? Task.CompletedTask : changed());
        }
        catch (ObjectDisposedException) when (_stop.IsCancellationRequested)
        {
            // the circuit ended while the answer was on its way
        }
    }
}
