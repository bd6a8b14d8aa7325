namespace HaDashboard.Simulation;

/// <summary>The demo's loop of faults. It steps aside when a person plays one and goes on when asked to.</summary>
public sealed class Story : IAsyncDisposable
{
    private readonly SimulatedCluster _cluster;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _stopped = new();
    private readonly Lock _lock = new();
    private CancellationTokenSource _scene = new();
    private TaskCompletionSource _sceneOver = NewSignal(completed: true);
    private TaskCompletionSource _resumed = NewSignal(completed: true);
    private Task _telling = Task.CompletedTask;

    internal Story(SimulatedCluster cluster, TimeProvider time)
    {
        _cluster = cluster;
        _time = time;
    }

    /// <summary>About four minutes a lap; every fault is followed by calm long enough for everything to be green again.</summary>
    public static IReadOnlyList<StoryStep> Lap { get; } =
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

    /// <summary>The scene that is on; null before the first and while paused.</summary>
    public StoryStep? Current { get; private set; }

    public bool IsTelling => !_telling.IsCompleted;

    public bool IsPaused => !_resumed.Task.IsCompleted;

    /// <summary>Ends the scene, its fault included, and waits to be resumed.</summary>
    public async Task PauseAsync()
    {
        Task over;
        lock (_lock)
        {
            _resumed = IsPaused ? _resumed : NewSignal(completed: false);
            over = Task.WhenAll(_scene.CancelAsync(), _sceneOver.Task);
        }

        await over;
    }

    /// <summary>Goes on with the next scene.</summary>
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
        await _telling;
        _scene.Dispose();
        _stopped.Dispose();
    }

    internal void Begin() => _telling = TellAsync();

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

    private async Task TellAsync()
    {
        for (var scene = 0; ; scene = (scene + 1) % Lap.Count)
        {
            var ended = await NextSceneAsync();
            if (_stopped.IsCancellationRequested)
            {
                return;
            }

            try
            {
                await ShowAsync(Lap[scene], ended);
            }
            finally
            {
                _sceneOver.SetResult();
            }
        }
    }

    private async Task<CancellationToken> NextSceneAsync()
    {
        while (true)
        {
            await _resumed.Task;
            lock (_lock)
            {
                if (IsPaused && !_stopped.IsCancellationRequested)
                {
                    continue; // Paused again before the scene could begin.
                }

                _scene.Dispose();
                _scene = CancellationTokenSource.CreateLinkedTokenSource(_stopped.Token);
                _sceneOver = NewSignal(completed: _stopped.IsCancellationRequested);
                return _scene.Token;
            }
        }
    }

    private async Task ShowAsync(StoryStep step, CancellationToken ended)
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
            // Paused in the middle of the scene, or the demo ends.
        }

        if (fault is not null)
        {
            await _cluster.ClearAsync(fault);
        }

        Current = null;
    }
}
