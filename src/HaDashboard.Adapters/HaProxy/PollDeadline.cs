namespace HaDashboard.Adapters.HaProxy;

/// <summary>
/// The end of a poll's patience, and what it was waiting for when that came. Connecting has the timeout for itself and a second more: a node
/// that can't be reached explains itself better (refused, no route, unknown key) than a clock can.
/// </summary>
internal sealed class PollDeadline : IDisposable
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);
    private readonly CancellationTokenSource _clock;
    private readonly CancellationTokenSource _either;
    private readonly TimeSpan _timeout;
    private string _awaited = "";
    private int _received;
    private bool _isConnected;

    internal PollDeadline(TimeSpan timeout, TimeProvider time, CancellationToken stoppingToken)
    {
        _timeout = timeout;
        _clock = new CancellationTokenSource(timeout, time);
        _either = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, _clock.Token);
    }

    internal CancellationToken Token => _either.Token;

    internal void Connecting()
    {
        (_awaited, _received) = ("", 0);
        if (!_isConnected)
        {
            _clock.CancelAfter(_timeout + Grace);
        }
    }

    internal void Connected()
    {
        if (!_isConnected)
        {
            _isConnected = true; // once a poll: a node that goes on closing and opening does not get more time for it
            _clock.CancelAfter(_timeout);
        }
    }

    internal void Asking(string command) => (_awaited, _received) = (command, 0);

    internal void Received(int bytes) => _received = bytes;

    internal string Describe()
    {
        var limit = $"within {_timeout.TotalSeconds:0.###} s";
        return _received > 0
                ? $"HAProxy's answer to {_awaited} was not complete {limit}: {_received} bytes came and no prompt."
            : _awaited.Length == 0 ? $"No connection to HAProxy's socket {limit}."
            : $"No answer to {_awaited} {limit}. HAProxy hangs, or its connections are all taken: a stats socket serves ten at a time, the next hang without a word.";
    }

    public void Dispose()
    {
        _either.Dispose();
        _clock.Dispose();
    }
}
