using HaDashboard.Core.Facts.Names;

namespace HaDashboard.Components.Stats;

/// <summary>How rows are held together while no column orders them.</summary>
public enum StatGrouping
{
    /// <summary>hatop's <c>&gt;&gt;&gt; proxy</c>; with several nodes, each node's proxies.</summary>
    Proxy,

    /// <summary>One server as all nodes see it.</summary>
    Server,
}

/// <summary>The header of a group.</summary>
/// <param name="Node">Named where the page shows several.</param>
/// <param name="Sentence">Why no rows follow.</param>
public sealed record StatGroup(string Title, NodeName? Node, ProxyName Proxy, int ProxyId, string? Sentence)
{
    /// <summary>What the checkbox of the header selects.</summary>
    public IReadOnlyList<ServerKey> Servers { get; init; } = [];

    public bool HasSameContent(StatGroup? other) =>
        other is not null
        && Title.Equals(other.Title, StringComparison.Ordinal)
        && Node == other.Node
        && Proxy == other.Proxy
        && string.Equals(Sentence, other.Sentence, StringComparison.Ordinal)
        && Servers.SequenceEqual(other.Servers);
}

/// <summary>A row of the table: a line, or the header of a group.</summary>
/// <param name="Place">Among all rows of the table, from 0; those in the page may be a few of them.</param>
public readonly record struct StatItem(StatLine? Line, StatGroup? Group, int Place = 0)
{
    /// <summary>What keeps a row the same row while others come and go.</summary>
    public object Id => Line is { } line ? line.Id : (Group!.Node, Group.ProxyId, Group.Title);

    /// <summary>As a screen reader counts: from 1, and the header is the first.</summary>
    public int RowIndex => Place + FirstRowIndex;

    public const int FirstRowIndex = 2;

    /// <summary>The same row, or a header that looks the same: only what the row tells may differ.</summary>
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

    /// <summary>What an address holds behind its <c>#</c> to mean this row; null for a row that no address means.</summary>
    /// <param name="severalNodes">The table shows the same server once for each of them.</param>
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
