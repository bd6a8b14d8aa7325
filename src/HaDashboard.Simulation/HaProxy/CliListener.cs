using System.Net.Sockets;

namespace HaDashboard.Simulation.HaProxy;

/// <summary>The admin socket of one process and the sessions that it has accepted.</summary>
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

    /// <summary>Ends every session and waits until all have ended.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopped.CancelAsync();
        await _accepting;
        await Task.WhenAll(_sessions);
        _stopped.Dispose();
    }

    // A connection is accepted only when the worker has a free slot. As with HAProxy, the eleventh stays in the kernel's queue:
    // it is connected but receives no data.
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
                    // The process stops, or a reload has replaced the worker by one with free slots.
                }
            }
        }
    }

    private async Task AcceptOneAsync()
    {
        var (worker, replaced) = _process.Current();
        if (worker is null)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, _stopped.Token); // The process is stopping: wait for the cancellation.
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
            // The session was idle for too long, the process stopped, or the client disconnected. HAProxy reports none of these.
        }
        finally
        {
            socket.Dispose();
            worker.Slots.Release();
            _process.SessionEnded(worker);
        }
    }
}
