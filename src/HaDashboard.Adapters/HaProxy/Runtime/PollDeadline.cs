using HaDashboard.Adapters.Sources;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Adapters.HaProxy.Runtime;

/// <summary>
/// The time limit of a poll, and which step it was in when the limit was reached. Connecting has the whole timeout plus one second: for an
/// unreachable node the connection's own error (refused, no route, unknown key) is more precise than a timeout.
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
            _isConnected = true; // once per poll: a node that closes and reopens the connection gets no additional time
            _clock.CancelAfter(_timeout);
        }
    }

    internal void Asking(string command) => (_awaited, _received) = (command, 0);

    internal void Received(int bytes) => _received = bytes;

    internal Message Describe()
    {
        var seconds = Rounded.Seconds(_timeout, digits: 3);
        if (_received > 0)
        {
            return HaProxyAdapterTexts.AnswerIncomplete(_awaited, seconds, _received);
        }

        return _awaited.Length == 0
            ? HaProxyAdapterTexts.NoConnection(seconds)
            : HaProxyAdapterTexts.NoAnswerInTime(_awaited, seconds);
    }

    public void Dispose()
    {
        _either.Dispose();
        _clock.Dispose();
    }
}
