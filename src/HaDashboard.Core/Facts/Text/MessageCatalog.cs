using System.Globalization;
using System.Reflection;
using System.Resources;

namespace HaDashboard.Core.Facts.Text;

/// <summary>The texts of one resource file, in English and in each language that it is translated to.</summary>
/// <param name="name">The name of the resource without its ending.</param>
public sealed class MessageCatalog(string name, Assembly assembly)
{
    private readonly ResourceManager _resources = new(name, assembly);

    /// <summary>The text of a key in a language; in English where it is not translated.</summary>
    /// <exception cref="MissingManifestResourceException">No such text: the generated class and the resource differ.</exception>
    internal string TextOf(string key, CultureInfo culture) =>
        _resources.GetString(key, culture)
        ?? throw new MissingManifestResourceException($"{_resources.BaseName} has no text '{key}'.");
}
