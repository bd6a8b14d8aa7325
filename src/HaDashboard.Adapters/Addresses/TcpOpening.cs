using HaDashboard.Adapters.Ssh.Commands;
using HaDashboard.Adapters.Ssh.Sockets;
using HaDashboard.Core.Facts.ControlPlane;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Adapters.Addresses;

/// <summary>Opens TCP connections from a node, within a time limit of their own.</summary>
internal static class TcpOpening
{
    /// <summary>The part of a round in which an assumed address must accept the connection, so that the others are tried too.</summary>
    private const double AssumedShare = 0.2;

    /// <summary>The time limit for one address; null: as long as the round.</summary>
    public static TimeSpan? LimitFor(ComponentAddress address, TimeSpan round) =>
        address.IsAssumed ? round * AssumedShare : null;

    /// <exception cref="SourceFailureException">The connection was refused, or not accepted in time.</exception>
    public static async Task<Stream> OpenAsync(
        NodeConnection node,
        Uri address,
        TimeSpan? limit,
        TimeProvider time,
        CancellationToken ct
    )
    {
        var target = NodePort.Of(address);
        if (limit is not { } most)
        {
            return await node.OpenTcpAsync(target, ct);
        }

        using var timer = new CancellationTokenSource(most, time);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(ct, timer.Token);
        try
        {
            return await node.OpenTcpAsync(target, deadline.Token);
        }
        catch (OperationCanceledException e) when (!ct.IsCancellationRequested)
        {
            throw TargetFailures.Silent(target, node.Node, most, e);
        }
    }
}
