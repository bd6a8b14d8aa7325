using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Operations.Ports;

namespace HaDashboard.Reading;

/// <summary>
/// Reads one or more logs for one viewer, each in its own stream. Disposal stops and awaits all streams. A container that logs a lot
/// causes at most a few updates a second, and memory is limited by the buffer.
/// </summary>
public sealed class LogTail : IAsyncDisposable
{
    /// <summary>The shortest time between two updates of the viewer.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(400);

    private readonly IPodDetails _pods;
    private readonly IReadOnlyList<PodLog> _logs;
    private readonly LogOptions _options;
    private readonly TimeProvider _time;
    private readonly Func<Task> _changed;
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _lock = new();
    private readonly LogBuffer _buffer = new();
    private readonly LogProgress[] _progress;
    private readonly bool[] _full;
    private TaskCompletionSource _news = NewSignal();
    private Task _running = Task.CompletedTask;

    public LogTail(
        IPodDetails pods,
        IReadOnlyList<PodLog> logs,
        LogOptions options,
        TimeProvider time,
        Func<Task> changed
    )
    {
        (_pods, _logs, _options, _time, _changed) = (pods, logs, options, time, changed);
        _progress = [.. logs.Select(_ => new LogProgress(LogPhase.Reading, time.GetUtcNow()))];
        _full = new bool[logs.Count];
        Current = new LogPicture([], [.. _progress], false);
    }

    public LogPicture Current { get; private set; }

    public void Start() =>
        _running = Task.WhenAll([PublishAsync(), .. Enumerable.Range(0, _logs.Count).Select(ReadAsync)]);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _stop.Dispose();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task ReadAsync(int log)
    {
        await Task.Yield();
        var lines = 0;
        try
        {
            await foreach (var line in _pods.FollowLogAsync(_logs[log], _options, _stop.Token))
            {
                if (ReferenceEquals(line, LogLine.UpToHere))
                {
                    Reached(log, LogPhase.Following);
                    lines = int.MinValue / 2; // new lines do not count towards the requested number
                    continue;
                }

                lines++;
                Change(() =>
                {
                    _buffer.Add(log, line);
                    _full[log] |= lines >= _options.Tail;
                });
            }

            Reached(log, LogPhase.Ended);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // the viewer was closed
        }
        catch (SourceFailureException failure)
        {
            Reached(log, LogPhase.Failed, failure.ToFailure());
        }
        catch (Exception broken)
        {
            Reached(log, LogPhase.Failed, ReadFailure.Of(broken));
        }
    }

    private void Reached(int log, LogPhase phase, SourceFailure? failure = null) =>
        Change(() => _progress[log] = new LogProgress(phase, _time.GetUtcNow(), failure));

    private void Change(Action change)
    {
        lock (_lock)
        {
            change();
            _news.TrySetResult();
        }
    }

    private async Task PublishAsync()
    {
        try
        {
            while (true)
            {
                await _news.Task.WaitAsync(_stop.Token);
                await Task.Delay(Pause / 8, _time, _stop.Token); // lines that arrive together are shown together
                Take();
                await _changed();
                await Task.Delay(Pause, _time, _stop.Token);
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // the viewer was closed
        }
        catch (ObjectDisposedException) when (_stop.IsCancellationRequested)
        {
            // the circuit ended during the update
        }
    }

    private void Take()
    {
        lock (_lock)
        {
            _news = NewSignal();
            Current = new LogPicture(_buffer.Copy(), [.. _progress], _buffer.IsCut || _full.Any(full => full));
        }
    }
}
