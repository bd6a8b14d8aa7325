using System.Net.Sockets;
using HaDashboard.Adapters.Ssh.Sockets;
using HaDashboard.Core.Facts.ControlPlane;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Adapters.Ssh.Links;

/// <summary>
/// A connection from a node to an address and port. It distinguishes the loss of the SSH connection from the end of the process that
/// listens.
/// </summary>
internal sealed class SshPortStream(NetworkStream inner, SshLink link, NodePort target) : SocketStream(inner)
{
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await base.ReadAsync(buffer, cancellationToken);
        return read == 0 && buffer.Length > 0 && link.Failed is { IsCompleted: true } failed
            ? throw SshFailures.Copy(await failed)
            : read;
    }

    protected override SourceFailureException Broken(IOException e) =>
        link.Failed is { IsCompletedSuccessfully: true } failed
            ? SshFailures.Copy(failed.Result)
            : new SourceFailureException(FailureKind.ConnectionLost, SshTexts.PortLost(target, link.Node), e);
}
