using System.Collections.Concurrent;
using System.Globalization;
using System.Reflection;
using System.Resources;

namespace HaDashboard.Core.Facts.Text;

/// <summary>The texts of one resource file, in English and in each language that it is translated to.</summary>
/// <param name="name">The name of the resource without its ending.</param>
public sealed class MessageCatalog(string name, Assembly assembly)
{
    private readonly ResourceManager _resources = new(name, assembly);
    private readonly ConcurrentDictionary<(string Culture, string Key), MessagePattern> _patterns = new();

    /// <summary>The text of a key in a language; in English where it is not translated.</summary>
    /// <exception cref="MissingManifestResourceException">No such text: the generated class and the resource differ.</exception>
    internal MessagePattern Pattern(string key, CultureInfo culture) =>
        _patterns.GetOrAdd(
            (culture.Name, key),
            static (at, catalog) => catalog.Read(at.Key, CultureInfo.GetCultureInfo(at.Culture)),
            this
        );

    private MessagePattern Read(string key, CultureInfo culture) =>
        MessagePattern.Parse(
            _resources.GetString(key, culture)
                ?? throw new MissingManifestResourceException($"{_resources.BaseName} has no text '{key}'.")
        );
}
