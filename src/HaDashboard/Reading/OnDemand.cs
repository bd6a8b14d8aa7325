using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Reading;

/// <summary>Reads one value of a node, such as a log, on request. Disposal cancels a read that is in progress.</summary>
public sealed class OnDemand<T>(Func<CancellationToken, Task<T>> read, Func<Task> changed) : IAsyncDisposable
    where T : class
{
    private readonly CancellationTokenSource _stop = new();
    private Task _reading = Task.CompletedTask;

    public Answer<T> Answer { get; private set; } = Answer<T>.Nothing;

    /// <summary>Starts a read, unless one is in progress.</summary>
    public void Refresh()
    {
        if (_reading.IsCompleted && !_stop.IsCancellationRequested)
        {
            _reading = ReadAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _reading;
        _stop.Dispose();
    }

    private async Task ReadAsync()
    {
        Answer = Answer with { IsReading = true };
        Answer = await TryAsync();
        try
        {
            await (_stop.IsCancellationRequested ? Task.CompletedTask : changed());
        }
        catch (ObjectDisposedException) when (_stop.IsCancellationRequested)
        {
            // the circuit ended during the update
        }
    }

    private async Task<Answer<T>> TryAsync()
    {
        try
        {
            return new Answer<T>(await read(_stop.Token), null, false);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            return Answer with { IsReading = false };
        }
        catch (Exception exception)
        {
            var failure = (exception as SourceFailureException)?.ToFailure() ?? ReadFailure.Unexpected(exception);
            return Answer with { Failure = failure, IsReading = false };
        }
    }
}
