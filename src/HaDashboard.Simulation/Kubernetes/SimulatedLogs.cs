namespace HaDashboard.Simulation;

/// <summary>What containers write, as their nodes keep it: the run that is on, and the one before.</summary>
public sealed class SimulatedLogs
{
    private const int Kept = 5000;

    private readonly Lock _lock = new();
    private readonly Dictionary<(string Pod, string Container), Runs> _logs = [];
    private TaskCompletionSource _changed = NewSignal();

    /// <summary>Completes with the next line of anybody. Take it before reading.</summary>
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
            if (runs.Now.Count > Kept)
            {
                runs.Now.RemoveRange(0, Kept / 5);
            }
        }

        Signal();
    }

    /// <summary>The container ends and a new one begins: what it wrote is now the previous log, and whoever follows reads to its end.</summary>
    public void Restart(string pod, string container)
    {
        lock (_lock)
        {
            var runs = Of(pod, container);
            (runs.Before, runs.Now, runs.Number) = (runs.Now, [], runs.Number + 1);
        }

        Signal();
    }

    /// <summary>The lines of a run; null where there is no such run, or not any more.</summary>
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
