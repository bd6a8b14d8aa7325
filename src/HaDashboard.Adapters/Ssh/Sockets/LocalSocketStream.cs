using System.Net.Sockets;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Adapters.Ssh.Sockets;

/// <summary>A local Unix socket that reports failures with the same messages as a remote one.</summary>
internal sealed class LocalSocketStream(NetworkStream inner, NodeName node, string path) : SocketStream(inner)
{
    protected override SourceFailureException Broken(IOException e) =>
        new(FailureKind.ConnectionLost, SshTexts.SocketLost(path, node, Printable.Excerpt(e.Message)), e);
}
