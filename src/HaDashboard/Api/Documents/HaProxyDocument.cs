using System.Collections.Immutable;
using HaDashboard.Core.Facts.HaProxy;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Api.Documents;

using Fields = ImmutableSortedDictionary<string, string?>;

/// <summary>All data of one HAProxy: <c>show info</c> and every cell of <c>show stat</c>, unchanged.</summary>
/// <param name="Columns">The names of the columns in HAProxy's order.</param>
public sealed record HaProxyDocument(
    string Node,
    string State,
    DateTimeOffset? ObservedAt,
    bool? Stale,
    string? Error,
    ImmutableSortedDictionary<string, string?>? Info,
    ImmutableArray<string>? Columns,
    ImmutableArray<ProxyDocument>? Proxies
)
{
    internal static HaProxyDocument Of(NodeState node)
    {
        var slice = node.HaProxy;
        return new HaProxyDocument(
            node.Name.Value,
            HaProxyState.Of(slice),
            slice.ObservedAt,
            slice.Freshness is Freshness.Never ? null : !slice.IsFresh,
            slice.Failure?.Message,
            slice
                .Value?.Process.Fields.DistinctBy(field => field.Key)
                .ToImmutableSortedDictionary(field => field.Key, field => (string?)field.Value, StringComparer.Ordinal),
            slice.Value?.Columns.Names,
            slice.Value?.Proxies.Select(ProxyDocument.Of).ToImmutableArray()
        );
    }
}

public sealed record ProxyDocument(
    string Name,
    int Id,
    StatDocument? Frontend,
    StatDocument? Backend,
    ImmutableArray<StatDocument> Servers,
    ImmutableArray<StatDocument> Listeners
)
{
    internal static ProxyDocument Of(Proxy proxy) =>
        new(
            proxy.Name.Value,
            proxy.Id,
            proxy.Frontend is { } frontend ? StatDocument.Of(frontend.Name, frontend.Status, frontend.Row) : null,
            proxy.Backend is { } backend ? StatDocument.Of(backend.Name, backend.Status, backend.Row) : null,
            [.. proxy.Servers.Select(server => StatDocument.Of(server.Name.Value, server.Status.Text, server.Row))],
            [.. proxy.Listeners.Select(listener => StatDocument.Of(listener.Name, listener.Status, listener.Row))]
        );
}

/// <param name="Status">The unchanged cell, including the progress.</param>
/// <param name="Fields">Every column; null where the cell is empty, which means "not applicable".</param>
public sealed record StatDocument(string Name, string Status, ImmutableSortedDictionary<string, string?> Fields)
{
    internal static StatDocument Of(string name, string status, StatRow row)
    {
        var fields = Fields.Empty.WithComparers(StringComparer.Ordinal).ToBuilder();
        for (var i = 0; i < row.Columns.Names.Length; i++)
        {
            fields.TryAdd(row.Columns.Names[i], row.Text(i));
        }

        return new StatDocument(name, status, fields.ToImmutable());
    }
}
