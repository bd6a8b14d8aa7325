using System.Globalization;
using System.Text;
using HaDashboard.Adapters.HaProxy.Parsing;
using HaDashboard.Adapters.HaProxy.Runtime;
using HaDashboard.Adapters.HaProxy.Statistics;
using HaDashboard.Adapters.Ssh.Connections;
using HaDashboard.Core.Facts.HaProxy;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Operations.Actions;

namespace HaDashboard.Adapters.HaProxy.Actions;

/// <summary>
/// The session of one action, at the socket's own level. Each exchange has a time and size limit; the session closes with the action.
/// </summary>
internal sealed class RuntimeActionSession : IRuntimeSession
{
    /// <summary>More than a person reads; the console shows less.</summary>
    private const int MaxReply = 1024 * 1024;

    private readonly ReplyBuffer _buffer = new();
    private readonly InfoParser _info = new();
    private readonly StatParser _stat = new();
    private readonly ActionConnection _connection;
    private readonly TimeSpan _timeout;
    private readonly TimeProvider _time;
    private RuntimeApiSession? _session;
    private ProcessInfo? _worker;

    private RuntimeActionSession(ActionConnection connection, TimeSpan timeout, TimeProvider time) =>
        (_connection, _timeout, _time) = (connection, timeout, time);

    /// <summary>Disposing the returned session closes the connection.</summary>
    /// <returns>null where the worker that answered is being replaced.</returns>
    /// <exception cref="SourceFailureException">HAProxy did not answer.</exception>
    internal static async Task<RuntimeActionSession?> OpenAsync(
        ActionConnection connection,
        string socket,
        TimeSpan timeout,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        var action = new RuntimeActionSession(connection, timeout, time);
        try
        {
            var serves = await action.InTimeAsync(
                async deadline =>
                {
                    action._session = await RuntimeApiSession.OpenForActionAsync(
                        connection.Node,
                        socket,
                        action._buffer,
                        deadline,
                        time
                    );
                    return action._session is { } session
                        && await session.AskAsync(RuntimeCommand.ShowInfo, deadline)
                        && !(action._worker = action._info.Parse(session.Reply, time.GetUtcNow())).Stopping;
                },
                cancellationToken
            );
            if (serves)
            {
                return action;
            }
        }
        catch
        {
            await action.CloseAsync();
            throw;
        }

        await action.CloseAsync();
        return null;
    }

    public Task<HaProxyReading> ReadAsync(CancellationToken cancellationToken) =>
        InTimeAsync(
            async deadline =>
            {
                var process = await WorkerAsync(deadline);
                await AskAsync(RuntimeCommand.ShowStat, deadline);
                var table = _stat.Parse(_session!.Reply, _time.GetUtcNow());
                if (table.IsOfReplacedWorker(process))
                {
                    throw Replaced(process);
                }

                if (table.MayBeStopping)
                {
                    // All frontends have the status STOP after a reload, but also after they were shut down.
                    await WorkerAsync(deadline);
                }

                return new HaProxyReading(process, table.Columns, table.Proxies);
            },
            cancellationToken
        );

    public Task<ServerAdministration?> ReadAsync(
        ProxyName proxy,
        ServerName server,
        CancellationToken cancellationToken
    ) =>
        InTimeAsync(
            async deadline =>
            {
                await AskAsync(RuntimeCommand.ShowServersState(proxy), deadline);
                return ServersStateParser.Find(_session!.Reply, proxy, server);
            },
            cancellationToken
        );

    public Task<RuntimeReply> SendAsync(RuntimeCommandText command, CancellationToken cancellationToken) =>
        InTimeAsync(
            async deadline =>
            {
                await AskAsync(RuntimeCommand.Of(command), deadline, MaxReply);
                return ReplyOf(_session!.Reply, _session.IsCut);
            },
            cancellationToken
        );

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        await _connection.DisposeAsync();
    }

    private async Task CloseAsync()
    {
        if (_session is { } session)
        {
            _session = null;
            await session.DisposeAsync();
        }

        _buffer.Dispose();
    }

    // "[3]: No such server.": the number is the syslog severity. Data, such as a table, has none.
    internal static RuntimeReply ReplyOf(ReadOnlySpan<byte> reply, bool cut)
    {
        int? severity = null;
        if (reply is [(byte)'[', >= (byte)'0' and <= (byte)'7', (byte)']', (byte)':', (byte)' ', ..])
        {
            severity = reply[1] - '0';
            reply = reply[5..];
        }

        return new RuntimeReply(severity, Seen(Encoding.UTF8.GetString(reply)), cut);
    }

    // The text of a node is shown, logged and stored, so control characters are removed.
    private static string Seen(string text) => string.Create(text.Length, text, static (span, from) =>
        {
            for (var i = 0; i < span.Length; i++)
            {
                span[i] =
                    from[i] is '\n' or '\t'
                    || char.GetUnicodeCategory(from[i]) is not (UnicodeCategory.Control or UnicodeCategory.Format)
                        ? from[i]
                        : '\ufffd';
            }
        });

    private async Task<ProcessInfo> WorkerAsync(PollDeadline deadline)
    {
        await AskAsync(RuntimeCommand.ShowInfo, deadline);
        var process = _info.Parse(_session!.Reply, _time.GetUtcNow());
        return process.Stopping || !process.IsSameWorker(_worker!) ? throw Replaced(process) : process;
    }

    private static SourceFailureException Replaced(ProcessInfo process) =>
        new(FailureKind.ConnectionLost, HaProxyAdapterTexts.WorkerReplaced(process.Pid));

    private async Task AskAsync(RuntimeCommand command, PollDeadline deadline, int limit = int.MaxValue)
    {
        if (!await _session!.AskAsync(command, deadline, limit))
        {
            throw new SourceFailureException(FailureKind.ConnectionLost, HaProxyAdapterTexts.NoAnswerTo(command.Text));
        }
    }

    private async Task<T> InTimeAsync<T>(Func<PollDeadline, Task<T>> exchange, CancellationToken cancellationToken)
    {
        using var deadline = new PollDeadline(_timeout, _time, cancellationToken);
        try
        {
            return await exchange(deadline);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new SourceFailureException(FailureKind.Timeout, deadline.Describe());
        }
    }
}
