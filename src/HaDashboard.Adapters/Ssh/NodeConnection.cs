using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Adapters.Ssh;

/// <summary>One node as a place: byte channels to its Unix sockets and its configured commands. The only door of every adapter to a node.</summary>
public abstract class NodeConnection : IAsyncDisposable
{
    public abstract NodeName Node { get; }

    /// <summary>
    /// A duplex byte stream to a Unix socket on the node, for asynchronous use by one reader and one writer. Reads honour the
    /// cancellation token; the end of the stream is 0 bytes. Disposing it never waits for the node.
    /// </summary>
    /// <exception cref="SourceFailureException">From here, or from the first read: no file, no permission, nobody listens, no relay
    /// tool, or the node itself can't be reached. From any later read or write: the connection broke.</exception>
    public abstract Task<Stream> OpenUnixSocketAsync(string path, CancellationToken ct);

    /// <summary>
    /// A duplex byte stream to 127.0.0.1:<paramref name="port"/> ON the node. Must be read promptly: what is left unread holds up everything
    /// else of that node. Disposing it never waits for the node.
    /// </summary>
    /// <exception cref="SourceFailureException">Nothing listens there (<see cref="FailureKind.PortClosed"/>), sshd won't forward there
    /// (<see cref="FailureKind.PortForbidden"/>), or the node itself can't be reached.</exception>
    public abstract Task<Stream> OpenTcpAsync(int port, CancellationToken ct);

    /// <summary>Returns once the node itself has answered: whoever waited in vain for something on it then knows whose silence that was.</summary>
    /// <exception cref="SourceFailureException">It does not answer.</exception>
    public abstract Task ProveAsync(CancellationToken ct);

    /// <summary>Runs one CONFIGURED command line, unchanged, bounded in time and output. Never pass it text from a request or a node.</summary>
    /// <exception cref="SourceFailureException">The node can't be reached, or the connection broke while the command ran: then nobody
    /// knows whether it finished.</exception>
    public abstract Task<CommandResult> RunAsync(
        string commandLine,
        TimeSpan timeout,
        CancellationToken ct,
        OutputPart keep = OutputPart.First
    );

    public abstract ValueTask DisposeAsync();
}
