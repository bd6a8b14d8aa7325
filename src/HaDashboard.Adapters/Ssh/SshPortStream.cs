using System.Net.Sockets;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Adapters.Ssh;

/// <summary>A connection to a loopback port of a node, which tells the end of the SSH connection from the end of what listens there.</summary>
internal sealed class SshPortStream(NetworkStream inner, SshLink link, int port) : SocketStream(inner)
{
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await base.ReadAsync(buffer, cancellationToken);
        return read == 0 && buffer.Length > 0 && link.Failed is { IsCompleted: true } failed
            ? throw SshLink.Restate(await failed)
            : read;
    }

    protected override SourceFailureException Broken(IOException e) =>
        link.Failed is { IsCompletedSuccessfully: true } failed
            ? SshLink.Restate(failed.Result)
            : new SourceFailureException(
                FailureKind.ConnectionLost,
                $"127.0.0.1:{port} of {link.Node} broke the connection off.",
                e
            );
}
