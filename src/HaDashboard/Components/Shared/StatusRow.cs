using HaDashboard.Core.HaProxy;

namespace HaDashboard.Components.Shared;

/// <summary>A row of hatop's STATUS mode, in hatop's order of columns: NAME W STATUS CHECK ACT BCK QCUR QMAX SCUR SMAX SLIM STOT.</summary>
/// <param name="Status">The base word, for scripts; what is shown is <paramref name="Look"/>.</param>
public sealed record StatusRow(
    string Proxy, string Name, bool IsServer, Look Look, string Status, string? StatusText, string? Check, string? CheckText, DateTimeOffset? Since,
    long? Weight, long? Active, long? Backup, long? QueueNow, long? QueueMax, long? SessionsNow, long? SessionsMax, long? SessionsLimit, long? SessionsTotal)
{
    public static IEnumerable<StatusRow> Of(Proxy proxy)
    {
        if (proxy.Frontend is { } frontend)
        {
            yield return Of(proxy, "FRONTEND", frontend.Status, frontend.Row);
        }

        foreach (var listener in proxy.Listeners)
        {
            yield return Of(proxy, listener.Name, listener.Status, listener.Row);
        }

        foreach (var server in proxy.Servers)
        {
            yield return Of(server);
        }

        if (proxy.Backend is { } backend)
        {
            yield return Of(proxy, "BACKEND", backend.Status, backend.Row);
        }
    }

    private static StatusRow Of(Server server) => From(
        server.Proxy.Value, server.Name.Value, true, Look.Of(server), server.Status.Word, server.Status.Text, server.Check?.Code, server.Row.Text("last_chk"), server.Since, server.Row);

    private static StatusRow Of(Proxy proxy, string name, string status, StatRow row) =>
        From(proxy.Name.Value, name, false, Look.OfProxyStatus(status), status, status, null, null, null, row);

    private static StatusRow From(
        string proxy, string name, bool isServer, Look look, string status, string? statusText, string? check, string? checkText, DateTimeOffset? since, StatRow row) => new(
        proxy, name, isServer, look, status, statusText, check, checkText, since,
        row.Number("weight"), row.Number("act"), row.Number("bck"), row.Number("qcur"), row.Number("qmax"),
        row.Number("scur"), row.Number("smax"), row.Number("slim"), row.Number("stot"));
}
