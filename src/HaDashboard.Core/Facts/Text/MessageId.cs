using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;

namespace HaDashboard.Core.Facts.Text;

/// <summary>Names one text of a catalog.</summary>
public sealed class MessageId
{
    private readonly MessageCatalog _catalog;
    private readonly ImmutableArray<string> _placeholders;

    // English has a place of its own: a live table words its cells several times a second.
    private readonly Lazy<MessagePattern> _english;
    private readonly ConcurrentDictionary<string, MessagePattern> _translations = new(StringComparer.Ordinal);

    /// <param name="placeholders">In the order of the arguments that a <see cref="Message"/> holds.</param>
    public MessageId(MessageCatalog catalog, string key, ImmutableArray<string> placeholders)
    {
        (_catalog, Key, _placeholders) = (catalog, key, placeholders);
        _english = new Lazy<MessagePattern>(() => Read(CultureInfo.InvariantCulture));
    }

    /// <summary>As the resource names it.</summary>
    public string Key { get; }

    /// <exception cref="FormatException">The text is broken; a test reads every text.</exception>
    internal MessagePattern Pattern(CultureInfo culture) =>
        culture.Name.Length == 0 ? _english.Value : _translations.GetOrAdd(culture.Name, _ => Read(culture));

    private MessagePattern Read(CultureInfo culture) =>
        MessagePattern.Parse(_catalog.TextOf(Key, culture), _placeholders);
}
