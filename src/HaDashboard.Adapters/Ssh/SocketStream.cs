using System.Net.Sockets;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Adapters.Ssh;

/// <summary>A socket of this host that leads to something of a node's, and fails in the node's words.</summary>
internal abstract class SocketStream(NetworkStream inner) : NodeStream
{
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            return await inner.ReadAsync(buffer, cancellationToken);
        }
        catch (IOException e)
        {
            throw Broken(e);
        }
    }

    public override async ValueTask WriteAsync(
        ReadOnlyMemory<byte> buffer,
        CancellationToken cancellationToken = default
    )
    {
        try
        {
            await inner.WriteAsync(buffer, cancellationToken);
        }
        catch (IOException e)
        {
            throw Broken(e);
        }
    }

    protected abstract SourceFailureException Broken(IOException e);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }
}
