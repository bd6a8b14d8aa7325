using HaDashboard.Components.Shared;
using HaDashboard.Core.Facts.HaProxy;
using HaDashboard.Core.Facts.Names;

namespace HaDashboard.Components.Stats;

/// <summary>One row of <c>show stat</c> of one node, ready to be filtered, sorted and shown. Made once per poll and shared by every circuit.</summary>
/// <param name="Name">FRONTEND, BACKEND, or the name of the server or listener.</param>
/// <param name="Status">The base word, for scripts; what is shown is <paramref name="Style"/>.</param>
/// <param name="Before">The same row one poll earlier; null where there is nothing to compare with.</param>
/// <param name="Seconds">Between the two polls.</param>
/// <param name="IsTcp">The proxy does not read HTTP.</param>
/// <param name="Stale">The row tells of a moment that is gone: nothing in it may look like now.</param>
public sealed record StatLine(
    NodeName Node,
    ProxyName Proxy,
    int ProxyId,
    string Name,
    StatRowKind Kind,
    Server? Server,
    string Status,
    string StatusText,
    StatusStyle Style,
    StatRow Row,
    StatRow? Before,
    double Seconds,
    bool IsTcp,
    bool Stale
)
{
    public ServerKey? Key => Server is null ? null : new ServerKey(Node, Proxy, Server.Name);

    /// <summary>Unique on a page: a server may be called BACKEND, and a frontend may share its name with a backend.</summary>
    public (NodeName Node, int ProxyId, StatRowKind Kind, string Name) Id => (Node, ProxyId, Kind, Name);

    public bool IsDown => Style.Tone is Tone.Bad;

    public bool IsMaintenance => Server?.Status.State is ServerOperationalState.Maint;

    public long? Number(string column) => Row.Number(column);

    public double? Rate(string column) =>
        Stale || Before is null ? null : CounterRate.Of(Before.Number(column), Row.Number(column), Seconds);
}
