using System.Diagnostics.CodeAnalysis;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Core.Facts.Names;

/// <summary>The name of an HAProxy proxy. Only the characters of <see cref="HaProxyIdentifier"/> are valid.</summary>
public sealed record ProxyName
{
    private ProxyName(string value) => Value = value;

    public string Value { get; }

    /// <exception cref="FormatException">The text is not a valid proxy name.</exception>
    public static ProxyName Parse(string text) =>
        TryParse(text, out var name)
            ? name
            : throw new FormatException(
                $"'{Printable.Excerpt(text)}' is not a proxy name (letters, digits, '-', '_', '.', ':')."
            );

    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out ProxyName? name)
    {
        name = HaProxyIdentifier.IsValid(text) ? new ProxyName(text!) : null;
        return name is not null;
    }

    public override string ToString() => Value;
}
