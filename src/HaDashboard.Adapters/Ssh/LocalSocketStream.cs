using System.Net.Sockets;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Adapters.Ssh;

/// <summary>A local Unix socket that fails in the same words as a remote one.</summary>
internal sealed class LocalSocketStream(NetworkStream inner, NodeName node, string path) : SocketStream(inner)
{
    protected override SourceFailureException Broken(IOException e) =>
        new(FailureKind.ConnectionLost, $"The connection to {path} at {node} broke: {Printable.Excerpt(e.Message)}", e);
}
