using System.Collections.Frozen;
using System.Collections.Immutable;
using HaDashboard.Adapters.HaProxy.Settings;
using HaDashboard.Adapters.Ssh.Connections;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Operations.Actions;

namespace HaDashboard.Adapters.HaProxy.Actions;

/// <summary>
/// Opens the short sessions of actions. Each has a connection of its own, because a connection that is kept open may belong to a replaced
/// worker.
/// </summary>
internal sealed class HaProxyRuntime(
    ImmutableArray<HaProxyNodeOptions> nodes,
    TimeSpan timeout,
    Func<NodeName, ActionConnection> connections,
    TimeProvider time
) : IHaProxyRuntime
{
    /// <summary>A reload transfers the socket within about 100 ms; until then either worker may answer.</summary>
    private const int MaxAttempts = 5;

    private static readonly TimeSpan ReloadPause = TimeSpan.FromMilliseconds(100);
    private readonly FrozenDictionary<NodeName, string> _sockets = nodes.ToFrozenDictionary(
        node => node.Node,
        node => node.Socket
    );

    public async Task<IRuntimeSession> OpenAsync(NodeName node, CancellationToken cancellationToken)
    {
        var socket = _sockets.TryGetValue(node, out var path)
            ? path
            : throw new ArgumentException($"No node '{node}' is configured.", nameof(node));
        var connection = connections(node);
        try
        {
            return await OpenAsync(connection, socket, cancellationToken);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    private async Task<IRuntimeSession> OpenAsync(
        ActionConnection connection,
        string socket,
        CancellationToken cancellationToken
    )
    {
        for (var attempt = 1; attempt <= MaxAttempts; attempt++)
        {
            if (attempt > 1)
            {
                await Task.Delay(ReloadPause, time, cancellationToken);
            }

            if (
                await RuntimeActionSession.OpenAsync(connection, socket, timeout, time, cancellationToken) is
                { } session
            )
            {
                return session;
            }
        }

        throw new SourceFailureException(
            FailureKind.Other,
            HaProxyAdapterTexts.ReloadInProgress(socket, connection.Node.Node)
        );
    }
}
