using System.Collections.Immutable;

namespace HaDashboard.Core.Facts.Text;

/// <summary>Names one text of a catalog.</summary>
/// <param name="placeholders">In the order of the arguments that a <see cref="Message"/> holds.</param>
public sealed class MessageId(MessageCatalog catalog, string key, ImmutableArray<string> placeholders)
{
    internal MessageCatalog Catalog { get; } = catalog;

    /// <summary>As the resource names it.</summary>
    public string Key { get; } = key;

    internal int IndexOf(string placeholder) => placeholders.IndexOf(placeholder);
}
