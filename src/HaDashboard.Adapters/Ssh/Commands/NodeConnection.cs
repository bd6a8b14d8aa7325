using HaDashboard.Core.Facts.ControlPlane;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Adapters.Ssh.Commands;

/// <summary>
/// The connection to one node. It opens byte streams to the node's sockets and runs its configured commands. All adapters reach a node
/// through this class only.
/// </summary>
public abstract class NodeConnection : IAsyncDisposable
{
    public abstract NodeName Node { get; }

    /// <summary>
    /// Opens a duplex byte stream to a Unix socket on the node, for asynchronous use by one reader and one writer. Reads observe the
    /// cancellation token; a read of 0 bytes is the end of the stream. Disposing the stream never waits for the node.
    /// </summary>
    /// <exception cref="SourceFailureException">
    /// Thrown here or by the first read: the file does not exist, permission is denied, no process listens, no relay tool is installed,
    /// or the node is unreachable. Thrown by a later read or write: the connection was lost.
    /// </exception>
    public abstract Task<Stream> OpenUnixSocketAsync(string path, CancellationToken ct);

    /// <summary>
    /// Opens a duplex byte stream to an address and port, as a connection of the node itself. The caller must read it promptly: unread
    /// data blocks all other traffic of that node. Disposing the stream never waits for the node.
    /// </summary>
    /// <exception cref="SourceFailureException">
    /// No process listens on the port (<see cref="FailureKind.PortClosed"/>), it does not accept a connection in time
    /// (<see cref="FailureKind.PortSilent"/>), the node has no route to it (<see cref="FailureKind.TargetUnreachable"/>), sshd does not
    /// allow forwarding to it (<see cref="FailureKind.PortForbidden"/>), or the node is unreachable.
    /// </exception>
    public abstract Task<Stream> OpenTcpAsync(NodePort target, CancellationToken ct);

    /// <summary>
    /// Returns when the node itself has responded. After a timeout of something on the node, this shows whether the node is the cause.
    /// </summary>
    /// <exception cref="SourceFailureException">The node does not respond.</exception>
    public abstract Task ProveAsync(CancellationToken ct);

    /// <summary>
    /// Runs one configured command line unchanged, with limits on time and output. The command line must never contain text from a request
    /// or from a node.
    /// </summary>
    /// <exception cref="SourceFailureException">
    /// The node is unreachable, or the connection was lost while the command ran. Then it is unknown whether the command finished.
    /// </exception>
    public abstract Task<CommandResult> RunAsync(
        string commandLine,
        TimeSpan timeout,
        CancellationToken ct,
        OutputPart keep = OutputPart.First
    );

    public abstract ValueTask DisposeAsync();
}
