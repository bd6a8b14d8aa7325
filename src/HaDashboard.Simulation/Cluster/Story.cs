namespace HaDashboard.Simulation.Cluster;

/// <summary>The loop of faults of the demo. It pauses when a user applies a fault, and continues when the user resumes it.</summary>
public sealed class Story : IAsyncDisposable
{
    private readonly SimulatedCluster _cluster;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _stopped = new();
    private readonly Lock _lock = new();
    private CancellationTokenSource _step = new();
    private TaskCompletionSource _stepEnded = NewSignal(completed: true);
    private TaskCompletionSource _resumed = NewSignal(completed: true);
    private Task _running = Task.CompletedTask;

    internal Story(SimulatedCluster cluster, TimeProvider time)
    {
        _cluster = cluster;
        _time = time;
    }

    /// <summary>
    /// The steps of one round, about four minutes. After each fault there is a step without faults, long enough to recover.
    /// </summary>
    public static IReadOnlyList<StoryStep> Steps { get; } =
    [
        Calm(20),
        new("apiserver-stop.k8smaster2", TimeSpan.FromSeconds(25)),
        Calm(15),
        new("partition.k8sworker1.k8smaster3", TimeSpan.FromSeconds(25)),
        Calm(10),
        new("haproxy-stop.k8sworker2", TimeSpan.FromSeconds(30)),
        Calm(15),
        new("pod-crash.kube-scheduler.k8smaster1", TimeSpan.FromSeconds(35)),
        Calm(10),
        new("apiserver-hang.k8smaster3", TimeSpan.FromSeconds(15)),
        Calm(10),
        new("node-notready.k8sworker1", TimeSpan.FromSeconds(20)),
        Calm(10),
    ];

    /// <summary>The current step; null before the first one and while the story is paused.</summary>
    public StoryStep? Current { get; private set; }

    public bool IsRunning => !_running.IsCompleted;

    public bool IsPaused => !_resumed.Task.IsCompleted;

    /// <summary>Ends the current step, removes its fault and pauses.</summary>
    public async Task PauseAsync()
    {
        Task over;
        lock (_lock)
        {
            _resumed = IsPaused ? _resumed : NewSignal(completed: false);
            over = Task.WhenAll(_step.CancelAsync(), _stepEnded.Task);
        }

        await over;
    }

    /// <summary>Continues with the next step.</summary>
    public void Resume()
    {
        lock (_lock)
        {
            _resumed.TrySetResult();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stopped.CancelAsync();
        Resume();
        await _running;
        _step.Dispose();
        _stopped.Dispose();
    }

    internal void Begin() => _running = RunAsync();

    private static StoryStep Calm(int seconds) => new(null, TimeSpan.FromSeconds(seconds));

    private static TaskCompletionSource NewSignal(bool completed)
    {
        var signal = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (completed)
        {
            signal.SetResult();
        }

        return signal;
    }

    private async Task RunAsync()
    {
        for (var step = 0; ; step = (step + 1) % Steps.Count)
        {
            var ended = await NextStepAsync();
            if (_stopped.IsCancellationRequested)
            {
                return;
            }

            try
            {
                await RunStepAsync(Steps[step], ended);
            }
            finally
            {
                _stepEnded.SetResult();
            }
        }
    }

    private async Task<CancellationToken> NextStepAsync()
    {
        while (true)
        {
            await _resumed.Task;
            lock (_lock)
            {
                if (IsPaused && !_stopped.IsCancellationRequested)
                {
                    continue; // The story was paused again before the step began.
                }

                _step.Dispose();
                _step = CancellationTokenSource.CreateLinkedTokenSource(_stopped.Token);
                _stepEnded = NewSignal(completed: _stopped.IsCancellationRequested);
                return _step.Token;
            }
        }
    }

    private async Task RunStepAsync(StoryStep step, CancellationToken ended)
    {
        Current = step;
        var fault = step.FaultId is { } id && _cluster.Faults.Any(f => f.Id == id) ? id : null;
        if (fault is not null)
        {
            await _cluster.ApplyAsync(fault);
        }

        try
        {
            await Task.Delay(step.Duration, _time, ended);
        }
        catch (OperationCanceledException)
        {
            // The story was paused during the step, or the demo ends.
        }

        if (fault is not null)
        {
            await _cluster.ClearAsync(fault);
        }

        Current = null;
    }
}
