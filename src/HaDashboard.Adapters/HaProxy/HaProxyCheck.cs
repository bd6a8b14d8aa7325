using System.Collections.Immutable;
using System.Globalization;
using HaDashboard.Adapters.HaProxy.Parsing;
using HaDashboard.Adapters.HaProxy.Readings;
using HaDashboard.Adapters.HaProxy.Runtime;
using HaDashboard.Adapters.HaProxy.Settings;
using HaDashboard.Adapters.Sources;
using HaDashboard.Adapters.Ssh.Commands;
using HaDashboard.Adapters.Ssh.Connections;
using HaDashboard.Adapters.Ssh.Links;
using HaDashboard.Adapters.Ssh.Sockets;
using HaDashboard.Core.Facts.HaProxy.Configuration;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Adapters.HaProxy;

/// <summary>
/// Tries once, for <c>--check</c>, what is needed to observe and reload a node. It changes nothing: the reload command is printed, not run.
/// </summary>
public sealed class HaProxyCheck(
    ImmutableArray<HaProxyNodeOptions> nodes,
    NodeConnections connections,
    TimeSpan timeout,
    TimeProvider time
)
{
    /// <summary>Checks all nodes at the same time; the steps of one node run in order.</summary>
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
        if (!node.HasHaProxy)
        {
            return await WithoutHaProxyAsync(connection, node, cancellationToken);
        }

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

        results.AddRange(await ReadAsync(connection, node, socket.Ok, cancellationToken));

        await using var action = connections.ForAction(node.Node);
        results.Add(await ActionsAsync(action.Node, node, cancellationToken));
        var (ok, message, kind) = await CheckCommandAsync(action.Node, node.CheckCommand, cancellationToken);
        Add("check command", ok, message, kind);
        Add("reload command", ok: true, $"configured, not run: {node.ReloadCommand}");
        return results;
    }

    private async Task<IReadOnlyList<HaProxyCheckResult>> WithoutHaProxyAsync(
        NodeConnection connection,
        HaProxyNodeOptions node,
        CancellationToken cancellationToken
    )
    {
        using var deadline = new PollDeadline(timeout * 2, time, cancellationToken);
        var haProxy = new HaProxyCheckResult(node.Node, "HAProxy", Ok: true, "no HAProxy, as configured", null);
        try
        {
            await connection.ProveAsync(deadline.Token);
        }
        catch (SourceFailureException failure)
        {
            return [new HaProxyCheckResult(node.Node, "connection", Ok: false, failure.Message, failure.Kind), haProxy];
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            var limit = deadline.Describe();
            return [new HaProxyCheckResult(node.Node, "connection", Ok: false, limit, FailureKind.Timeout), haProxy];
        }

        var way = new HaProxyCheckResult(node.Node, "connection", Ok: true, Way(connection), null);
        return [way, haProxy, .. await ReadAsync(connection, node, hasSocket: false, cancellationToken)];
    }

    private async Task<IReadOnlyList<HaProxyCheckResult>> ReadAsync(
        NodeConnection connection,
        HaProxyNodeOptions node,
        bool hasSocket,
        CancellationToken cancellationToken
    )
    {
        var results = new List<HaProxyCheckResult>();
        foreach (var reader in ReadersOf(connection, node, hasSocket))
        {
            var trial = await SourceTrial.RunAsync(reader, timeout * 4, time, cancellationToken);
            results.Add(
                new HaProxyCheckResult(
                    node.Node,
                    trial.Source.CheckName,
                    trial.Ok,
                    trial.Message,
                    trial.Kind,
                    trial.IsNote
                )
            );
        }

        return results;
    }

    // Uses a session of level user, as the poller does: a key that is restricted to level user gets no other answer.
    private async Task<(HaProxyCheckResult Result, bool Reached)> SocketAsync(
        NodeConnection connection,
        HaProxyNodeOptions node,
        CancellationToken cancellationToken
    )
    {
        using var buffer = new ReplyBuffer();
        // Twice the timeout: the connection has its own, shorter deadline, and its error message is more precise.
        using var deadline = new PollDeadline(timeout * 2, time, cancellationToken);
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
                throw new SourceFailureException(FailureKind.Malformed, HaProxyAdapterTexts.SocketClosed(node.Socket));
            }

            var process = new InfoParser().Parse(session.Reply, time.GetUtcNow());
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
                    failure.Message,
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

    // The check of the key has its own row, because it can succeed and still need a note. The settings are read through the socket: if the
    // socket fails, a second row would repeat the same failure.
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
                    $"not restricted: {string.Join(", ", excess)}; restrict it as in deploy/node",
                    null,
                    IsNote: true
                )
                : new HaProxyCheckResult(
                    node.Node,
                    SourceCatalogue.OwnKey.CheckName,
                    Ok: true,
                    "restricted: another command, another port and another level were refused",
                    null
                );
        }
        catch (SourceFailureException failure)
        {
            return new HaProxyCheckResult(
                node.Node,
                SourceCatalogue.OwnKey.CheckName,
                Ok: false,
                failure.Message,
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
                "HAProxy does not report the level of the socket: actions may be refused",
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
                ? "did not finish in time"
                : string.Create(CultureInfo.InvariantCulture, $"exit code {result.ExitCode}");
            return result.ExitCode == 0
                ? (true, $"exit code 0: {line}", null)
                : (false, $"{how}: {line}: {Printable.Excerpt(LastLine(ConfigurationExcerpt.Mask(result.Output)))}", null);
        }
        catch (SourceFailureException failure)
        {
            return (false, failure.Message, failure.Kind);
        }
    }

    private static string LastLine(string output) =>
        output.Split('\n', StringSplitOptions.RemoveEmptyEntries).LastOrDefault() ?? "no output";

    private static string Way(NodeConnection connection)
    {
        if (connection is not SshNodeConnection ssh)
        {
            return "this host, no SSH";
        }

        var server = ssh.ServerVersion ?? "SSH";
        var relay = ssh.Relay?.Program() ?? "not found";
        return $"{server}, host key known, relay {relay}";
    }

    private static bool IsBehindTheConnection(FailureKind kind) =>
        kind
            is FailureKind.SocketNotFound
                or FailureKind.SocketPermissionDenied
                or FailureKind.SocketRefused
                or FailureKind.RelayMissing
                or FailureKind.Unsupported
                or FailureKind.Malformed;
}
