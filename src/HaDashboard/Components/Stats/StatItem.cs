using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Components.Stats;

/// <summary>How rows are grouped while they are not sorted by a column.</summary>
public enum StatGrouping
{
    /// <summary>By proxy, as hatop's <c>&gt;&gt;&gt; proxy</c>; with several nodes, by node and proxy.</summary>
    Proxy,

    /// <summary>By server: the rows of one server on all nodes.</summary>
    Server,
}

/// <summary>The header of a group.</summary>
/// <param name="Node">The node, on a page of several nodes; otherwise null.</param>
/// <param name="Sentence">The reason why the group has no rows; null where it has rows.</param>
public sealed record StatGroup(string Title, NodeName? Node, ProxyName Proxy, int ProxyId, Message? Sentence)
{
    /// <summary>The servers that the checkbox of the header selects.</summary>
    public IReadOnlyList<ServerKey> Servers { get; init; } = [];

    public bool HasSameContent(StatGroup? other) =>
        other is not null
        && Title.Equals(other.Title, StringComparison.Ordinal)
        && Node == other.Node
        && Proxy == other.Proxy
        && Sentence == other.Sentence
        && Servers.SequenceEqual(other.Servers);
}

/// <summary>A row of the table: a line, or the header of a group.</summary>
/// <param name="Place">The index among all rows of the table, from 0. Only a part of the rows may be rendered.</param>
public readonly record struct StatItem(StatLine? Line, StatGroup? Group, int Place = 0)
{
    /// <summary>Identifies the row while other rows are added or removed.</summary>
    public object Id => Line is { } line ? line.Id : (Group!.Node, Group.ProxyId, Group.Title);

    /// <summary>The row number for screen readers, from 1. The table header is row 1.</summary>
    public int RowIndex => Place + FirstRowIndex;

    public const int FirstRowIndex = 2;

    /// <summary>The same row at the same place; only the values of the row may differ.</summary>
    public bool SamePlace(StatItem other) =>
        (Line, other.Line) switch
        {
            ({ } a, { } b) => a.Kind == b.Kind
                && a.ProxyId == b.ProxyId
                && a.Name.Equals(b.Name, StringComparison.Ordinal)
                && a.Node == b.Node
                && a.Proxy == b.Proxy,
            (null, null) => Group!.ProxyId == other.Group!.ProxyId && Group.HasSameContent(other.Group),
            _ => false,
        }
        && Place == other.Place;

    /// <summary>The fragment of a URL that points to this row; null for a row without one.</summary>
    /// <param name="severalNodes">The table shows several nodes, each with the same servers.</param>
    public string? Anchor(StatGrouping grouping, bool severalNodes) =>
        Line is { } line
            ? line.Server is { } server
                ? severalNodes
                    ? $"{line.Node}/{server.Path}"
                    : server.Path
                : null
            : grouping is StatGrouping.Server
                ? Group!.Title
                : null;
}
