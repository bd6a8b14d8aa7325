using System.Text;
using HaDashboard.Adapters.Ssh.Commands;
using HaDashboard.Core.Facts.ControlPlane;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Adapters.HaProxy.Readings;

/// <summary>
/// Tests what the polling key may do on a node beyond its purpose: run a harmless command that is not configured, open a port that is not
/// used, and open a runtime session that does not lower its level. An attacker with an unrestricted key controls the node.
/// </summary>
internal static class KeyCheck
{
    private const string Marker = "hadashboard-key-is-not-restricted";

    /// <summary>
    /// The discard port. It is closed on the nodes, so "port closed" means that sshd would have forwarded the connection.
    /// </summary>
    private const int UnusedPort = 9;

    /// <summary>Describes each thing that is not refused; empty where all are refused.</summary>
    internal static async Task<IReadOnlyList<Message>> ExcessAsync(
        NodeConnection node,
        string socket,
        TimeSpan timeout,
        CancellationToken cancellationToken
    )
    {
        var excess = new List<Message>();
        if (
            (await node.RunAsync($"echo {Marker}", timeout, cancellationToken)).Output.Contains(
                Marker,
                StringComparison.Ordinal
            )
        )
        {
            excess.Add(HaProxyAdapterTexts.KeyRunsAnyCommand);
        }

        if (await ReachesAsync(node, UnusedPort, cancellationToken))
        {
            excess.Add(HaProxyAdapterTexts.KeyReachesAnyPort);
        }

        if (await LevelAsync(node, socket, timeout, cancellationToken) is { } level)
        {
            excess.Add(HaProxyAdapterTexts.KeyOpensSocket(level));
        }

        return excess;
    }

    /// <summary>The level of a session that sets no level; null where HAProxy does not report it.</summary>
    internal static async Task<string?> LevelAsync(
        NodeConnection node,
        string socket,
        TimeSpan timeout,
        CancellationToken cancellationToken
    )
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(timeout);
        try
        {
            // Outside prompt mode HAProxy answers one line and closes: the end of the stream is the end of the reply.
            await using var stream = await node.OpenUnixSocketAsync(socket, deadline.Token);
            await stream.WriteAsync("show cli level\n"u8.ToArray(), deadline.Token);
            await stream.FlushAsync(deadline.Token);
            var reply = new byte[64];
            var length = await stream.ReadAtLeastAsync(reply, reply.Length, throwOnEndOfStream: false, deadline.Token);
            var level = Encoding.ASCII.GetString(reply, 0, length).Trim();
            return level is "user" or "operator" or "admin" ? level : null;
        }
        catch (Exception e)
            when (e is SourceFailureException or IOException
                || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested)
            )
        {
            return null;
        }
    }

    private static async Task<bool> ReachesAsync(NodeConnection node, int port, CancellationToken cancellationToken)
    {
        try
        {
            await using var stream = await node.OpenTcpAsync(NodePort.Loopback(port), cancellationToken);
            return true;
        }
        catch (SourceFailureException e)
        {
            return e.Kind is FailureKind.PortClosed;
        }
    }
}
