using System.Net.Sockets;

namespace HaDashboard.Simulation;

/// <summary>The listening admin socket of one process and the sessions it has accepted.</summary>
internal sealed class CliListener : IAsyncDisposable
{
    private readonly Socket _listener;
    private readonly SimulatedHaProxy _process;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _stopped = new();
    private readonly Task _accepting;
    private List<Task> _sessions = [];

    public CliListener(Socket listener, SimulatedHaProxy process, TimeProvider time)
    {
        _listener = listener;
        _process = process;
        _time = time;
        listener.Listen(16);
        _accepting = Task.Run(AcceptAsync);
    }

    /// <summary>Ends every session and waits until the last is over.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopped.CancelAsync();
        await _accepting;
        await Task.WhenAll(_sessions);
        _stopped.Dispose();
    }

    // A connection is accepted only when the worker has a slot for it: the eleventh waits in the kernel's queue, connected
    // and without a byte, exactly as with HAProxy.
    private async Task AcceptAsync()
    {
        using (_listener)
        {
            while (!_stopped.IsCancellationRequested)
            {
                try
                {
                    await AcceptOneAsync();
                }
                catch (OperationCanceledException)
                {
                    // The process stops, or a reload has put a worker with free slots in place of the one we waited for.
                }
            }
        }
    }

    private async Task AcceptOneAsync()
    {
        var (worker, replaced) = _process.Current();
        if (worker is null)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, _stopped.Token); // Stopping: all that is left is to hear of it.
            return;
        }

        using var either = CancellationTokenSource.CreateLinkedTokenSource(_stopped.Token, replaced);
        await worker.Slots.WaitAsync(either.Token);
        Socket socket;
        try
        {
            socket = await _listener.AcceptAsync(either.Token);
        }
        catch
        {
            worker.Slots.Release();
            throw;
        }

        _sessions =
        [
            .. _sessions.Where(session => !session.IsCompleted),
            ServeAsync(socket, _process.SessionBegins(worker)),
        ];
    }

    private async Task ServeAsync(Socket socket, HaProxyWorker worker)
    {
        await Task.Yield();
        try
        {
            await new CliSession(socket, worker, _process, _time).ServeAsync(_stopped.Token);
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException)
        {
            // Idle for too long, stopped, or the client is gone: HAProxy says nothing about any of them.
        }
        finally
        {
            socket.Dispose();
            worker.Slots.Release();
            _process.SessionEnded(worker);
        }
    }
}
