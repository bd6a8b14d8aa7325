namespace HaDashboard.Adapters.Kubernetes.Api;

/// <summary>A token that is cancelled with the caller's, or when the time is over; the time may be extended.</summary>
internal sealed class Deadline : IDisposable
{
    private readonly CancellationTokenSource _timer;
    private readonly CancellationTokenSource _either;

    public Deadline(TimeSpan after, TimeProvider time, CancellationToken stop)
    {
        _timer = new CancellationTokenSource(after, time);
        _either = CancellationTokenSource.CreateLinkedTokenSource(_timer.Token, stop);
        After = after;
    }

    public TimeSpan After { get; private set; }

    public CancellationToken Token => _either.Token;

    public bool IsOver => _timer.IsCancellationRequested;

    public void Extend(TimeSpan after)
    {
        After = after;
        _timer.CancelAfter(after);
    }

    public void Dispose()
    {
        _either.Dispose();
        _timer.Dispose();
    }
}
