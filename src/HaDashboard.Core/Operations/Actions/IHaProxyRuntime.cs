using HaDashboard.Core.Facts.HaProxy;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Core.Operations.Actions;

/// <summary>
/// The way to a node's runtime API for one action: a session of its own, apart from the polled one, at the socket's own level.
/// </summary>
public interface IHaProxyRuntime
{
    /// <summary>A session with the worker that serves now, never with one that a reload has replaced.</summary>
    /// <exception cref="SourceFailureException">There is none.</exception>
    Task<IRuntimeSession> OpenAsync(NodeName node, CancellationToken cancellationToken);
}

/// <summary>One short session with one worker. Whatever it does is bounded in time and size; whoever opened it closes it.</summary>
public interface IRuntimeSession : IAsyncDisposable
{
    /// <summary><c>show info</c> and <c>show stat</c>, now.</summary>
    /// <exception cref="SourceFailureException">No whole answer, or the worker is being replaced meanwhile.</exception>
    Task<HaProxyReading> ReadAsync(CancellationToken cancellationToken);

    /// <summary>The server's line of <c>show servers state</c>, now; null where there is none.</summary>
    /// <exception cref="SourceFailureException">No whole answer.</exception>
    Task<ServerAdministration?> ReadAsync(ProxyName proxy, ServerName server, CancellationToken cancellationToken);

    /// <exception cref="SourceFailureException">No whole answer: nobody knows whether it was carried out.</exception>
    Task<RuntimeReply> SendAsync(RuntimeCommandText command, CancellationToken cancellationToken);
}

/// <summary>What HAProxy answered.</summary>
/// <param name="Severity">As syslog counts, where HAProxy told it: 3 is an error, 6 information. Data has none.</param>
/// <param name="Text">Bounded, without the mark of its severity.</param>
/// <param name="Cut">There was more.</param>
public sealed record RuntimeReply(int? Severity, string Text, bool Cut)
{
    /// <summary>An answer to something that changes: silence, or information, is consent. Some refusals come as a mere notice.</summary>
    public bool IsError =>
        !IsChangeOfAddress
        && (
            Severity is <= 4
            || RuntimeErrors.IsKnown(Text)
            || Text.StartsWith("Unknown command", StringComparison.Ordinal)
        );

    // "IP changed from … to …, port changed from … to … by 'stats socket command'": done, and told as a warning.
    private bool IsChangeOfAddress => Text.TrimEnd().EndsWith("by 'stats socket command'", StringComparison.Ordinal);
}
