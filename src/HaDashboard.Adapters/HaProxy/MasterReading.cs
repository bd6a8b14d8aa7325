using HaDashboard.Adapters.Ssh;
using HaDashboard.Core.Observations;

namespace HaDashboard.Adapters.HaProxy;

/// <summary>
/// Asks the master CLI for its processes, by a connection of its own each time. One line, no prompt: the master does not close after its
/// answer, whose end is an empty line.
/// </summary>
internal sealed class MasterReading(NodeConnection node, string socket, TimeSpan timeout, TimeProvider time) : INodeReading
{
    /// <summary>Some thousand workers. What sends more is no master.</summary>
    private const int MaxReply = 64 * 1024;

    public SourceId Source { get; } = new(SourceKind.HaProxyMaster, node.Node);

    public async Task<Observation> ReadAsync(CancellationToken cancellationToken)
    {
        using var clock = new CancellationTokenSource(timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(clock.Token, cancellationToken);
        try
        {
            var reply = await AskAsync(either.Token);
            return new MasterProcessObserved(node.Node, ShowProcParser.Parse(reply), time.GetUtcNow());
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new SourceFailureException(FailureKind.Timeout, $"No whole answer of the master CLI on {socket} within {timeout.TotalSeconds:0.#} s.");
        }
    }

    private async Task<byte[]> AskAsync(CancellationToken cancellationToken)
    {
        await using var stream = await node.OpenUnixSocketAsync(socket, cancellationToken);
        await stream.WriteAsync("show proc\n"u8.ToArray(), cancellationToken);
        await stream.FlushAsync(cancellationToken);
        var buffer = new byte[MaxReply];
        var length = 0;
        while (!buffer.AsSpan(0, length).EndsWith("\n\n"u8))
        {
            var read = length == buffer.Length ? 0 : await stream.ReadAsync(buffer.AsMemory(length), cancellationToken);
            length += read;
            if (read == 0)
            {
                // Cut at a line it would read as a master without workers.
                throw new SourceFailureException(FailureKind.Malformed, $"The master CLI's answer on {socket} is not whole: {length} bytes came.");
            }
        }

        return buffer[..length];
    }
}
