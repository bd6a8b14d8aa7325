using System.Collections.Immutable;
using System.Globalization;
using HaDashboard.Adapters.Sources;
using HaDashboard.Adapters.Ssh;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Adapters.HaProxy;

/// <summary>Tries once, for <c>--check</c>, all that watching and reloading a node needs. It changes nothing: the reload is named, not run.</summary>
public sealed class HaProxyCheck(
    ImmutableArray<HaProxyNodeOptions> nodes,
    NodeConnections connections,
    TimeSpan timeout,
    TimeProvider time
)
{
    /// <summary>Every node at the same time; the steps of one node in their order.</summary>
    public async Task<IReadOnlyList<HaProxyCheckResult>> RunAsync(CancellationToken cancellationToken)
    {
        var results = await Task.WhenAll(nodes.Select(node => CheckAsync(node, cancellationToken)));
        return [.. results.SelectMany(steps => steps)];
    }

    private async Task<IReadOnlyList<HaProxyCheckResult>> CheckAsync(
        HaProxyNodeOptions node,
        CancellationToken cancellationToken
    )
    {
        var connection = connections.For(node.Node);
        var results = new List<HaProxyCheckResult>();
        void Add(string what, bool ok, string message, FailureKind? kind = null, bool isNote = false) =>
            results.Add(new HaProxyCheckResult(node.Node, what, ok, message, kind, isNote));

        var (socket, reached) = await SocketAsync(connection, node, cancellationToken);
        Add("connection", reached, reached ? Way(connection) : socket.Message, reached ? null : socket.Kind);
        if (!reached)
        {
            return results;
        }

        results.Add(socket);
        if (connection is SshNodeConnection)
        {
            results.Add(await KeyAsync(connection, node, cancellationToken));
        }

        foreach (var reader in ReadersOf(connection, node, socket.Ok))
        {
            var trial = await SourceTrial.RunAsync(reader, timeout * 4, time, cancellationToken);
            Add(trial.Source.CheckName, trial.Ok, trial.Message, trial.Kind, trial.IsNote);
        }

        await using var action = connections.ForAction(node.Node);
        results.Add(await ActionsAsync(action.Node, node, cancellationToken));
        var (ok, message, kind) = await CheckCommandAsync(action.Node, node.CheckCommand, cancellationToken);
        Add("check command", ok, message, kind);
        Add("reload command", ok: true, $"configured, not run: {node.ReloadCommand}");
        return results;
    }

    // As the poller does it: with a key that is held to level user nothing else is answered.
    private async Task<(HaProxyCheckResult Result, bool Reached)> SocketAsync(
        NodeConnection connection,
        HaProxyNodeOptions node,
        CancellationToken cancellationToken
    )
    {
        using var buffer = new ReplyBuffer();
        using var deadline = new PollDeadline(timeout * 2, time, cancellationToken); // the connection has its own, shorter deadline, and explains itself better
        try
        {
            await using var session = await RuntimeApiSession.OpenAsync(
                connection,
                node.Socket,
                buffer,
                deadline,
                time
            );
            if (session is null || !await session.AskAsync(RuntimeCommand.ShowInfo, deadline))
            {
                throw new SourceFailureException(FailureKind.Malformed, $"{node.Socket} was closed without an answer.");
            }

            var process = new InfoParser().Parse(session.Reply);
            return (
                new HaProxyCheckResult(
                    node.Node,
                    SourceCatalogue.HaProxy.CheckName,
                    Ok: true,
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"HAProxy {process.Version}, pid {process.Pid}, {node.Socket}"
                    ),
                    null
                ),
                true
            );
        }
        catch (SourceFailureException failure)
        {
            return (
                new HaProxyCheckResult(
                    node.Node,
                    SourceCatalogue.HaProxy.CheckName,
                    Ok: false,
                    failure.ToFailure().Message,
                    failure.Kind
                ),
                IsBehindTheConnection(failure.Kind)
            );
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return (
                new HaProxyCheckResult(
                    node.Node,
                    SourceCatalogue.HaProxy.CheckName,
                    Ok: false,
                    deadline.Describe(),
                    FailureKind.Malformed
                ),
                true
            );
        }
    }

    // The trial of the key has a row of its own: it may succeed and still be worth a note. The settings are read through the socket: where
    // that fails, a second row would say the same.
    private IEnumerable<SourceReader> ReadersOf(NodeConnection connection, HaProxyNodeOptions node, bool hasSocket) =>
        NodeReadings
            .ReadersOf(node, connection, timeout, time)
            .Where(reader => reader.Source.Kind is not SourceKind.OwnKey)
            .Where(reader => hasSocket || reader.Source.Kind is not SourceKind.HaProxySettings);

    private async Task<HaProxyCheckResult> KeyAsync(
        NodeConnection connection,
        HaProxyNodeOptions node,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return
                await KeyCheck.ExcessAsync(connection, node.Socket, timeout, cancellationToken) is { Count: > 0 } excess
                ? new HaProxyCheckResult(
                    node.Node,
                    SourceCatalogue.OwnKey.CheckName,
                    Ok: true,
                    $"not held to its work: {string.Join(", ", excess)}; deploy/node restricts it",
                    null,
                    IsNote: true
                )
                : new HaProxyCheckResult(
                    node.Node,
                    SourceCatalogue.OwnKey.CheckName,
                    Ok: true,
                    "held to its work: another command, another port and another level were refused",
                    null
                );
        }
        catch (SourceFailureException failure)
        {
            return new HaProxyCheckResult(
                node.Node,
                SourceCatalogue.OwnKey.CheckName,
                Ok: false,
                failure.ToFailure().Message,
                failure.Kind
            );
        }
    }

    private async Task<HaProxyCheckResult> ActionsAsync(
        NodeConnection connection,
        HaProxyNodeOptions node,
        CancellationToken cancellationToken
    ) =>
        await KeyCheck.LevelAsync(connection, node.Socket, timeout, cancellationToken) switch
        {
            "admin" => new HaProxyCheckResult(node.Node, "actions", Ok: true, "level admin", null),
            { } level => new HaProxyCheckResult(
                node.Node,
                "actions",
                Ok: true,
                $"level {level}: actions need 'level admin' on the 'stats socket' line",
                null,
                IsNote: true
            ),
            null => new HaProxyCheckResult(
                node.Node,
                "actions",
                Ok: true,
                "HAProxy does not tell the level of the socket: actions may be refused",
                null,
                IsNote: true
            ),
        };

    private async Task<(bool Ok, string Message, FailureKind? Kind)> CheckCommandAsync(
        NodeConnection connection,
        string line,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var result = await connection.RunAsync(line, timeout * 4, cancellationToken);
            var how = result.TimedOut
                ? "did not end in time"
                : string.Create(CultureInfo.InvariantCulture, $"exit code {result.ExitCode}");
            return result.ExitCode == 0
                ? (true, $"exit code 0: {line}", null)
                : (false, $"{how}: {line}: {Printable.Excerpt(LastLine(result.Output))}", null);
        }
        catch (SourceFailureException failure)
        {
            return (false, failure.ToFailure().Message, failure.Kind);
        }
    }

    private static string LastLine(string output) =>
        output.Split('\n', StringSplitOptions.RemoveEmptyEntries).LastOrDefault() ?? "it said nothing";

    private static string Way(NodeConnection connection) =>
        connection is SshNodeConnection ssh
            ? $"{ssh.ServerVersion ?? "SSH"}, host key known, relay {ssh.Relay?.Program() ?? "not found"}"
            : "this host, no SSH";

    private static bool IsBehindTheConnection(FailureKind kind) =>
        kind
            is FailureKind.SocketNotFound
                or FailureKind.SocketPermissionDenied
                or FailureKind.SocketRefused
                or FailureKind.RelayMissing
                or FailureKind.Malformed;
}
