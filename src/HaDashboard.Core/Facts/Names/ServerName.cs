using System.Diagnostics.CodeAnalysis;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Core.Facts.Names;

/// <summary>The name of an HAProxy server. Only the characters of <see cref="HaProxyIdentifier"/> are valid.</summary>
public sealed record ServerName
{
    private ServerName(string value) => Value = value;

    public string Value { get; }

    /// <exception cref="FormatException">The text is not a valid server name.</exception>
    public static ServerName Parse(string text) =>
        TryParse(text, out var name)
            ? name
            : throw new FormatException(
                $"'{Printable.Excerpt(text)}' is not a server name (letters, digits, '-', '_', '.', ':')."
            );

    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out ServerName? name)
    {
        name = HaProxyIdentifier.IsValid(text) ? new ServerName(text!) : null;
        return name is not null;
    }

    public override string ToString() => Value;
}
