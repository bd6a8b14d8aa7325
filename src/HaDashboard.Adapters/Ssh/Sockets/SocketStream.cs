using System.Net.Sockets;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Adapters.Ssh.Sockets;

/// <summary>A socket of this host that is connected to a node. Failures are reported with the name of the node.</summary>
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
