namespace HaDashboard.Adapters.Kubernetes;

/// <summary>A token that ends with the caller's, or when the time is up; a sign of life may put that off.</summary>
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
