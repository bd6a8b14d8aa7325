namespace HaDashboard.Core.Facts.HaProxy.Limits;

/// <summary>
/// A limit at which HAProxy lets clients wait or refuses them, although the servers are UP. Of several limits of one proxy the first of
/// this order gives the sentence.
/// </summary>
public enum LimitKind
{
    /// <summary>Every server that a backend may use has as many connections as its <c>maxconn</c>.</summary>
    Servers,

    /// <summary>Connections wait in the queue of a backend or of its servers.</summary>
    Queue,

    /// <summary>A frontend has as many connections as its <c>maxconn</c>. New ones wait in the kernel.</summary>
    Connections,

    /// <summary>A frontend gets as many new sessions per second as <c>rate-limit sessions</c> allows.</summary>
    SessionRate,

    /// <summary>Rules of a frontend reject connections.</summary>
    Rejected,

    /// <summary>The process has as many connections as its <c>maxconn</c>.</summary>
    ProcessConnections,

    /// <summary>The process has 95 % of the connections that its <c>maxconn</c> allows, or more.</summary>
    ProcessNearlyFull,

    /// <summary>The process gets as many new connections per second as <c>maxconnrate</c> allows.</summary>
    ProcessConnectionRate,

    /// <summary>The process gets as many new sessions per second as <c>maxsessrate</c> allows.</summary>
    ProcessSessionRate,
}
