using System.Net.Sockets;
using HaDashboard.Core;
using HaDashboard.Core.Inventory;
using HaDashboard.Core.Observations;

namespace HaDashboard.Adapters.Ssh;

/// <summary>A local Unix socket that fails in the same words as a remote one.</summary>
internal sealed class LocalSocketStream(NetworkStream inner, NodeName node, string path) : NodeStream
{
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            return await inner.ReadAsync(buffer, cancellationToken);
        }
        catch (IOException e)
        {
            throw Lost(e);
        }
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            await inner.WriteAsync(buffer, cancellationToken);
        }
        catch (IOException e)
        {
            throw Lost(e);
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }

    private SourceFailureException Lost(IOException e) =>
        new(FailureKind.ConnectionLost, $"The connection to {path} at {node} broke: {Printable.Excerpt(e.Message)}", e);
}
