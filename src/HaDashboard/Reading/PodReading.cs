using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Operations.Ports;

namespace HaDashboard.Reading;

/// <summary>
/// Reads the details and events of one pod while its page is open. The loop is here and not in the component, because the framework
/// renders, disposes and recreates components at any time. This object is created and disposed with the page, its loop is awaited, and a
/// test can run it with its own clock.
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

    /// <summary>Starts a read of the details, unless one is in progress.</summary>
    public void Refresh()
    {
        if (_reading.IsCompleted && !_stop.IsCancellationRequested)
        {
            _reading = ReadDetailsAsync();
        }
    }

    /// <summary>Starts or stops reading the events: now and then every ten seconds.</summary>
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
        await NotifyAsync();
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
                await NotifyAsync();
            } while (await timer.WaitForNextTickAsync(stop));
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // the user left the tab or the page
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
            return before with { Failure = ReadFailure.Of(broken), IsReading = false };
        }
    }

    private async Task NotifyAsync()
    {
        try
        {
            await (_stop.IsCancellationRequested ? Task.CompletedTask : changed());
        }
        catch (ObjectDisposedException) when (_stop.IsCancellationRequested)
        {
            // the circuit ended during the update
        }
    }
}
