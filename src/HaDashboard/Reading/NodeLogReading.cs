using HaDashboard.Core.Commands;
using HaDashboard.Core.Inventory;
using HaDashboard.Core.Observations;

namespace HaDashboard.Reading;

/// <summary>One log of a node, read each time somebody asks for it and given up when the page is left.</summary>
public sealed class NodeLogReading(INodeLogs logs, NodeName node, NodeLog log, Func<Task> changed) : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private Task _reading = Task.CompletedTask;

    public Answer<NodeLogText> Text { get; private set; } = Answer<NodeLogText>.Nothing;

    /// <summary>Reads it, unless that is going on.</summary>
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
        Text = Text with { IsReading = true };
        Text = await TryAsync();
        try
        {
            await (_stop.IsCancellationRequested ? Task.CompletedTask : changed());
        }
        catch (ObjectDisposedException) when (_stop.IsCancellationRequested)
        {
            // the circuit ended while the answer was on its way
        }
    }

    private async Task<Answer<NodeLogText>> TryAsync()
    {
        try
        {
            return new Answer<NodeLogText>(await logs.ReadAsync(node, log, _stop.Token), null, false);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            return Text with { IsReading = false };
        }
        catch (Exception exception)
        {
            var failure = exception as SourceFailureException ?? new SourceFailureException(FailureKind.Other, $"It could not be read: {exception.Message}", exception);
            return Text with { Failure = failure.ToFailure(), IsReading = false };
        }
    }
}
