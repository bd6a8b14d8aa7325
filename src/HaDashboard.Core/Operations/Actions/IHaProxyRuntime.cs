using HaDashboard.Core.Facts.HaProxy;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Core.Operations.Actions;

/// <summary>
/// Opens sessions with a node's runtime API for actions, separate from the polled session, at the access level of the socket.
/// </summary>
public interface IHaProxyRuntime
{
    /// <summary>A session with the worker that serves now, never with one that a reload has replaced.</summary>
    /// <exception cref="SourceFailureException">There is none.</exception>
    Task<IRuntimeSession> OpenAsync(NodeName node, CancellationToken cancellationToken);
}

/// <summary>A short session with one worker. Every call is bounded in time and size. The caller disposes it.</summary>
public interface IRuntimeSession : IAsyncDisposable
{
    /// <summary><c>show info</c> and <c>show stat</c>, now.</summary>
    /// <exception cref="SourceFailureException">No whole answer, or the worker is being replaced meanwhile.</exception>
    Task<HaProxyReading> ReadAsync(CancellationToken cancellationToken);

    /// <summary>The server's line of <c>show servers state</c>, now; null where there is none.</summary>
    /// <exception cref="SourceFailureException">No whole answer.</exception>
    Task<ServerAdministration?> ReadAsync(ProxyName proxy, ServerName server, CancellationToken cancellationToken);

    /// <exception cref="SourceFailureException">No complete answer: it is unknown whether the command ran.</exception>
    Task<RuntimeReply> SendAsync(RuntimeCommandText command, CancellationToken cancellationToken);
}

/// <summary>What HAProxy answered.</summary>
/// <param name="Severity">The syslog severity if HAProxy sent one: 3 is an error, 6 is information. Data has none.</param>
/// <param name="Text">Bounded, without the mark of its severity.</param>
/// <param name="Cut">There was more.</param>
public sealed record RuntimeReply(int? Severity, string Text, bool Cut)
{
    /// <summary>For a change: an empty or informational answer is a success. HAProxy sends some errors as a notice.</summary>
    public bool IsError =>
        !IsChangeOfAddress
        && (
            Severity is <= 4
            || RuntimeErrors.IsKnown(Text)
            || Text.StartsWith("Unknown command", StringComparison.Ordinal)
        );

    // "IP changed from … to …, port changed from … to … by 'stats socket command'": HAProxy reports this successful change
    // as a warning.
    private bool IsChangeOfAddress => Text.TrimEnd().EndsWith("by 'stats socket command'", StringComparison.Ordinal);
}
