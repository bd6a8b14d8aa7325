namespace HaDashboard.Simulation.Kubernetes;

/// <summary>The logs of containers as their nodes store them: of the current run and of the previous one.</summary>
public sealed class SimulatedLogs
{
    private const int MaxLines = 5000;

    private readonly Lock _lock = new();
    private readonly Dictionary<(string Pod, string Container), Runs> _logs = [];
    private TaskCompletionSource _changed = NewSignal();

    /// <summary>Completes with the next line of any container. Get it before reading; otherwise a line between the two is missed.</summary>
    internal Task Changed
    {
        get
        {
            lock (_lock)
            {
                return _changed.Task;
            }
        }
    }

    public void Append(string pod, string container, DateTimeOffset at, string text)
    {
        lock (_lock)
        {
            var runs = Of(pod, container);
            runs.Now.Add((runs.Written++, at, text));
            if (runs.Now.Count > MaxLines)
            {
                runs.Now.RemoveRange(0, MaxLines / 5);
            }
        }

        Signal();
    }

    /// <summary>
    /// Ends the container and starts a new one. Its log becomes the previous log. A client that follows it can still read it to its end.
    /// </summary>
    public void Restart(string pod, string container)
    {
        lock (_lock)
        {
            var runs = Of(pod, container);
            (runs.Before, runs.Now, runs.Number) = (runs.Now, [], runs.Number + 1);
        }

        Signal();
    }

    /// <summary>The lines of a run; null if the run does not exist or is no longer stored.</summary>
    internal (int Run, IReadOnlyList<(long Number, DateTimeOffset At, string Text)> Lines)? Read(
        string pod,
        string container,
        bool previous
    )
    {
        lock (_lock)
        {
            var runs = Of(pod, container);
            return previous
                ? runs.Before is null
                    ? null
                    : (runs.Number - 1, [.. runs.Before])
                : (runs.Number, [.. runs.Now]);
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private Runs Of(string pod, string container)
    {
        if (!_logs.TryGetValue((pod, container), out var runs))
        {
            _logs[(pod, container)] = runs = new Runs();
        }

        return runs;
    }

    private void Signal()
    {
        TaskCompletionSource changed;
        lock (_lock)
        {
            (changed, _changed) = (_changed, NewSignal());
        }

        changed.SetResult();
    }

    private sealed class Runs
    {
        public int Number { get; set; }

        public long Written { get; set; }

        public List<(long Number, DateTimeOffset At, string Text)> Now { get; set; } = [];

        public List<(long Number, DateTimeOffset At, string Text)>? Before { get; set; }
    }
}
