using System.Collections.Concurrent;

namespace HaDashboard.Adapters.Ssh.Links;

/// <summary>
/// Runs the writes of one link on one thread. SSH.NET blocks the writing thread while the peer grants no window, so a caller must not
/// write on its own thread. The thread starts with the first write.
/// </summary>
internal sealed class SshWriteQueue
{
    private readonly BlockingCollection<Action> _writes = [];
    private int _started;

    /// <summary>Adds a write. The task completes when the write has run, and fails if the write throws.</summary>
    /// <exception cref="InvalidOperationException">The queue was closed.</exception>
    public Task AddAsync(Action write)
    {
        if (Interlocked.Exchange(ref _started, 1) == 0)
        {
            _ = Task.Factory.StartNew(
                Run,
                CancellationToken.None,
                TaskCreationOptions.LongRunning,
                TaskScheduler.Default
            );
        }

        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _writes.Add(() => Complete(done, write));
        return done.Task;
    }

    /// <summary>Accepts no further write. The thread ends after the writes that are already in the queue.</summary>
    public void Close() => _writes.CompleteAdding();

    private void Run()
    {
        foreach (var write in _writes.GetConsumingEnumerable())
        {
            write();
        }
    }

    private static void Complete(TaskCompletionSource done, Action write)
    {
        try
        {
            write();
            done.TrySetResult();
        }
        catch (Exception e)
        {
            done.TrySetException(e);
        }
    }
}
