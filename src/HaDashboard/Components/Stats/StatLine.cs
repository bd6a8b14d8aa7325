using HaDashboard.Components.Shared;
using HaDashboard.Core.Facts.HaProxy;
using HaDashboard.Core.Facts.Names;

namespace HaDashboard.Components.Stats;

/// <summary>One row of <c>show stat</c> of one node, ready to filter, sort and show. It is built once per poll for all circuits.</summary>
/// <param name="Name">FRONTEND, BACKEND, or the name of the server or listener.</param>
/// <param name="Status">The base word for scripts. The page shows <paramref name="Style"/>.</param>
/// <param name="Before">The same row of the previous poll; null where there is none.</param>
/// <param name="Seconds">The seconds between the two polls.</param>
/// <param name="IsTcp">The proxy does not parse HTTP.</param>
/// <param name="Stale">The row is stale. None of its values may look current.</param>
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

    /// <summary>Unique on a page: a server can be named BACKEND, and a frontend and a backend can have the same name.</summary>
    public (NodeName Node, int ProxyId, StatRowKind Kind, string Name) Id => (Node, ProxyId, Kind, Name);

    public bool IsDown => Style.Tone is Tone.Bad;

    public bool IsMaintenance => Server?.Status.State is ServerOperationalState.Maint;

    public long? Number(string column) => Row.Number(column);

    public double? Rate(string column) =>
        Stale || Before is null ? null : CounterRate.Of(Before.Number(column), Row.Number(column), Seconds);
}
