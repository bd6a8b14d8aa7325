using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using HaDashboard.Adapters.Ssh;
using HaDashboard.Core;
using HaDashboard.Core.Observations;

namespace HaDashboard.Adapters.HaProxy;

/// <summary>Tries once, for <c>--check</c>, all that watching and reloading a node needs. It changes nothing: the reload is named, not run.</summary>
public sealed class HaProxyCheck(ImmutableArray<HaProxyNodeOptions> nodes, NodeConnections connections, TimeSpan timeout, TimeProvider time)
{
    private const int MaxReply = 256 * 1024;

    /// <summary>Every node at the same time; the steps of one node in their order.</summary>
    public async Task<IReadOnlyList<HaProxyCheckResult>> RunAsync(CancellationToken cancellationToken)
    {
        var results = await Task.WhenAll(nodes.Select(node => CheckAsync(node, cancellationToken)));
        return [.. results.SelectMany(steps => steps)];
    }

    private async Task<IReadOnlyList<HaProxyCheckResult>> CheckAsync(HaProxyNodeOptions node, CancellationToken cancellationToken)
    {
        var connection = connections.For(node.Node);
        var results = new List<HaProxyCheckResult>();
        void Add(string what, bool ok, string message, FailureKind? kind = null) => results.Add(new HaProxyCheckResult(node.Node, what, ok, message, kind));

        var (socket, reached) = await SocketAsync(connection, node, cancellationToken);
        Add("connection", reached, reached ? Way(connection) : socket.Message, reached ? null : socket.Kind);
        if (!reached)
        {
            return results;
        }

        results.Add(socket);
        var (ok, message, kind) = await CheckCommandAsync(connection, node.CheckCommand, cancellationToken);
        Add("check command", ok, message, kind);
        Add("reload command", ok: true, $"configured, not run: {node.ReloadCommand}");
        return results;
    }

    private async Task<(HaProxyCheckResult Result, bool Reached)> SocketAsync(NodeConnection connection, HaProxyNodeOptions node, CancellationToken cancellationToken)
    {
        try
        {
            var level = Encoding.UTF8.GetString(await AskAsync(connection, node.Socket, "show cli level", cancellationToken)).Trim();
            var process = new InfoParser().Parse(await AskAsync(connection, node.Socket, "show info", cancellationToken));
            level = level is "user" or "operator" or "admin" ? level : "unknown";
            return (new HaProxyCheckResult(node.Node, "socket", Ok: true,
                string.Create(CultureInfo.InvariantCulture, $"HAProxy {process.Version}, pid {process.Pid}, level {level}, {node.Socket}"), null), true);
        }
        catch (SourceFailureException failure)
        {
            return (new HaProxyCheckResult(node.Node, "socket", Ok: false, failure.ToFailure().Message, failure.Kind), IsBehindTheConnection(failure.Kind));
        }
    }

    // Outside of prompt mode HAProxy answers one line and closes: the end of the stream is the end of the reply.
    private async Task<byte[]> AskAsync(NodeConnection connection, string socket, string command, CancellationToken cancellationToken)
    {
        using var timer = new CancellationTokenSource(timeout * 2, time); // the connection has its own, shorter deadline, and explains itself better
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
        try
        {
            await using var stream = await connection.OpenUnixSocketAsync(socket, deadline.Token);
            await stream.WriteAsync(Encoding.ASCII.GetBytes(command + "\n"), deadline.Token);
            await stream.FlushAsync(deadline.Token);
            using var reply = new MemoryStream();
            var buffer = new byte[16 * 1024];
            for (int read; reply.Length < MaxReply && (read = await stream.ReadAsync(buffer, deadline.Token)) > 0;)
            {
                reply.Write(buffer, 0, read);
            }

            return reply.ToArray();
        }
        catch (OperationCanceledException) when (timer.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new SourceFailureException(FailureKind.Malformed, $"No whole answer to {command} on {socket} within {timeout.TotalSeconds * 2:0.#} s: HAProxy hangs, or all its connections are taken.");
        }
        catch (IOException exception)
        {
            throw new SourceFailureException(FailureKind.Malformed, $"The answer to {command} on {socket} broke off.", exception);
        }
    }

    private async Task<(bool Ok, string Message, FailureKind? Kind)> CheckCommandAsync(NodeConnection connection, string line, CancellationToken cancellationToken)
    {
        try
        {
            var result = await connection.RunAsync(line, timeout * 4, cancellationToken);
            var how = result.TimedOut ? "did not end in time" : string.Create(CultureInfo.InvariantCulture, $"exit code {result.ExitCode}");
            return result.ExitCode == 0 ? (true, $"exit code 0: {line}", null) : (false, $"{how}: {line}: {Printable.Excerpt(LastLine(result.Output))}", null);
        }
        catch (SourceFailureException failure)
        {
            return (false, failure.ToFailure().Message, failure.Kind);
        }
    }

    private static string LastLine(string output) => output.Split('\n', StringSplitOptions.RemoveEmptyEntries).LastOrDefault() ?? "it said nothing";

    private static string Way(NodeConnection connection) => connection is SshNodeConnection ssh
        ? $"{ssh.ServerVersion ?? "SSH"}, host key known, relay {ssh.Relay?.ToString() ?? "not found"}"
        : "this host, no SSH";

    private static bool IsBehindTheConnection(FailureKind kind) => kind is FailureKind.SocketNotFound or FailureKind.SocketPermissionDenied
        or FailureKind.SocketRefused or FailureKind.RelayMissing or FailureKind.Malformed;
}
