using System.Collections.Immutable;
using HaDashboard.Core.Facts.HaProxy;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;

namespace HaDashboard.Components.Stats;

/// <summary>View, filters, order and selected columns: the part of the table that a URL stores, so that it can be shared.</summary>
/// <param name="Proxy">Shows only this proxy; null for all.</param>
/// <param name="Text">Shows only rows that contain it in names, status, check or last check.</param>
/// <param name="Sort">The id of the column that orders the rows; null for HAProxy's order, in groups.</param>
/// <param name="Columns">The additional columns; null where the URL does not set them.</param>
public sealed record StatQuery(
    StatMode Mode = StatMode.Status,
    string? Proxy = null,
    StatRowKind? Kind = null,
    bool OnlyDown = false,
    bool NoMaint = false,
    string? Text = null,
    string? Sort = null,
    bool Descending = false,
    ImmutableArray<string>? Columns = null
)
{
    private const int MaxText = 100;
    private const int MaxColumns = 60;

    public bool IsFiltered => Proxy is not null || Kind is not null || OnlyDown || NoMaint || Text is not null;

    /// <param name="query">With or without the question mark.</param>
    public static StatQuery Parse(string? query) => Parse(QueryHelpers.ParseQuery(query));

    public static StatQuery Parse(IEnumerable<KeyValuePair<string, StringValues>> pairs)
    {
        var query = new StatQuery();
        foreach (var (key, values) in pairs)
        {
            var value = values.ToString() is { Length: > 0 } text ? text : null;
            query = key switch
            {
                "mode" => query with { Mode = StatModes.Parse(value) },
                "proxy" => query with { Proxy = value },
                "type" => query with
                {
                    Kind =
                        Enum.TryParse<StatRowKind>(value, ignoreCase: true, out var kind) && Enum.IsDefined(kind)
                            ? kind
                            : null,
                },
                "down" => query with { OnlyDown = value is "1" },
                "nomaint" => query with { NoMaint = value is "1" },
                "q" => query with { Text = value?[..Math.Min(value.Length, MaxText)] },
                "sort" => query with
                {
                    Sort = value is not null && StatColumnCatalog.Find(value) is not null ? value : null,
                },
                "desc" => query with { Descending = value is "1" },
                "cols" => query with { Columns = ColumnsOf(values.ToString()) },
                _ => query,
            };
        }

        return query;
    }

    /// <summary>The query string. It contains only the values that differ from the default.</summary>
    public override string ToString()
    {
        var parts = new List<KeyValuePair<string, string?>>();
        Add("mode", Mode is StatMode.Status ? null : Mode.Id());
        Add("proxy", Proxy);
        Add("type", Kind?.ToString().ToLowerInvariant());
        Add("down", OnlyDown ? "1" : null);
        Add("nomaint", NoMaint ? "1" : null);
        Add("q", Text);
        Add("sort", Sort);
        Add("desc", Sort is not null && Descending ? "1" : null);
        if (Columns is { } columns)
        {
            parts.Add(new("cols", string.Join(',', columns)));
        }

        return string.Concat(
            parts.Select((part, i) => (i == 0 ? "?" : "&") + $"{part.Key}={Uri.EscapeDataString(part.Value!)}")
        );

        void Add(string key, string? value)
        {
            if (value is not null)
            {
                parts.Add(new(key, value));
            }
        }
    }

    public bool Equals(StatQuery? other) =>
        other is not null && string.Equals(ToString(), other.ToString(), StringComparison.Ordinal);

    public override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);

    /// <summary>The next order after a click on a header: by the column, then reversed, then HAProxy's own order.</summary>
    public StatQuery SortedBy(StatColumn column)
    {
        var first = column.IsNumeric; // numbers: the largest first
        return !column.Id.Equals(Sort, StringComparison.Ordinal) ? this with { Sort = column.Id, Descending = first }
            : Descending == first ? this with { Descending = !first }
            : this with { Sort = null, Descending = false };
    }

    public bool Includes(StatLine line) =>
        (Proxy is null || line.Proxy.Value.Equals(Proxy, StringComparison.Ordinal))
        && (Kind is null || line.Kind == Kind)
        && (!OnlyDown || line.IsDown)
        && (!NoMaint || !line.IsMaintenance)
        && (Text is null || Contains(line, Text));

    private static ImmutableArray<string> ColumnsOf(string list) =>
        [
            .. list.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                .Where(id => StatColumnCatalog.Find(id) is not null)
                .Distinct(StringComparer.Ordinal)
                .Take(MaxColumns),
        ];

    private static bool Contains(StatLine line, string text)
    {
        return Has(line.Name)
            || Has(line.Proxy.Value)
            || Has(line.Node.Value)
            || Has(line.StatusText)
            || Has(line.Style.Note)
            || Has(line.Server?.Check?.Code)
            || Has(line.Server?.Address)
            || Has(line.Row.Text("last_chk"));

        bool Has(string? cell) => cell?.Contains(text, StringComparison.OrdinalIgnoreCase) is true;
    }
}
