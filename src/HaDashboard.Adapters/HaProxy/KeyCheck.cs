using System.Text;
using HaDashboard.Adapters.Ssh;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Adapters.HaProxy;

/// <summary>
/// What the polling key may do on a node beyond its work, found out by trying: a harmless command nobody configured, a port nobody
/// needs, a runtime session that does not lower itself. A key that is held to nothing is worth a node to whoever steals it.
/// </summary>
internal static class KeyCheck
{
    private const string Marker = "hadashboard-key-is-not-restricted";

    /// <summary>discard, by its number: nothing listens there, so that "closed" means that sshd would have gone there.</summary>
    private const int PortNobodyNeeds = 9;

    /// <summary>What is not refused, in words; empty where all of it is.</summary>
    internal static async Task<IReadOnlyList<string>> ExcessAsync(
        NodeConnection node,
        string socket,
        TimeSpan timeout,
        CancellationToken cancellationToken
    )
    {
        var excess = new List<string>();
        if (
            (await node.RunAsync($"echo {Marker}", timeout, cancellationToken)).Output.Contains(
                Marker,
                StringComparison.Ordinal
            )
        )
        {
            excess.Add("it runs any command");
        }

        if (await ReachesAsync(node, PortNobodyNeeds, cancellationToken))
        {
            excess.Add("it reaches any loopback port");
        }

        if (await LevelAsync(node, socket, timeout, cancellationToken) is { } level)
        {
            excess.Add($"it opens HAProxy's socket at level {level}");
        }

        return excess;
    }

    /// <summary>The level a session has that says nothing of levels; null where HAProxy is not let answer it.</summary>
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
            // Outside of prompt mode HAProxy answers one line and closes: the end of the stream is the end of the reply.
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
            await using var stream = await node.OpenTcpAsync(port, cancellationToken);
            return true;
        }
        catch (SourceFailureException e)
        {
            return e.Kind is FailureKind.PortClosed;
        }
    }
}
