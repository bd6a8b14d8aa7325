using System.Net.Sockets;
using HaDashboard.Core.Observations;

namespace HaDashboard.Adapters.Ssh;

/// <summary>A connection to a loopback port of a node, which tells the end of the SSH connection from the end of what listens there.</summary>
internal sealed class SshPortStream(NetworkStream inner, SshLink link, int port) : NodeStream
{
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            var read = await inner.ReadAsync(buffer, cancellationToken);
            return read == 0 && buffer.Length > 0 && link.Failed is { IsCompleted: true } failed ? throw SshLink.Restate(await failed) : read;
        }
        catch (IOException e)
        {
            throw Broken(e);
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
            throw Broken(e);
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

    private SourceFailureException Broken(IOException e) => link.Failed is { IsCompletedSuccessfully: true } failed
        ? SshLink.Restate(failed.Result)
        : new SourceFailureException(FailureKind.ConnectionLost, $"127.0.0.1:{port} of {link.Node} broke the connection off.", e);
}
