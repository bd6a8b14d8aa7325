namespace HaDashboard.Adapters.Sources;

/// <summary>
/// Limits how many readings run at the same time on one node. sshd allows ten sessions per connection by default; without a limit a slow
/// node would use all of them, and the poll of its HAProxy would be refused.
/// </summary>
internal sealed class SourceAdmission(int most) : IDisposable
{
    private readonly SemaphoreSlim _free = new(most, most);

    /// <summary>Waits until a reading may start; disposing the result lets the next one start.</summary>
    internal async Task<IDisposable> EnterAsync(CancellationToken cancellationToken)
    {
        await _free.WaitAsync(cancellationToken);
        return new Place(_free);
    }

    public void Dispose() => _free.Dispose();

    private sealed class Place(SemaphoreSlim free) : IDisposable
    {
        public void Dispose() => free.Release();
    }
}
