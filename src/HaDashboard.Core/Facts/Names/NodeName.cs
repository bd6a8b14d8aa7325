using System.Diagnostics.CodeAnalysis;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Core.Facts.Names;

/// <summary>
/// The name of a cluster node as Kubernetes and the inventory spell it: letters, digits, <c>-</c>, <c>.</c> and <c>_</c>,
/// at most 253 characters (an RFC 1123 subdomain, plus the underscore, which some host names contain).
/// </summary>
public sealed record NodeName
{
    private NodeName(string value) => Value = value;

    public string Value { get; }

    /// <exception cref="FormatException">The text is not a valid node name.</exception>
    public static NodeName Parse(string text) =>
        TryParse(text, out var name)
            ? name
            : throw new FormatException(
                $"'{Printable.Excerpt(text)}' is not a node name (letters, digits, '-', '.', '_')."
            );

    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out NodeName? name)
    {
        name =
            text is { Length: > 0 and <= 253 } && char.IsAsciiLetterOrDigit(text[0]) && text.All(IsAllowed)
                ? new NodeName(text)
                : null;
        return name is not null;
    }

    public override string ToString() => Value;

    private static bool IsAllowed(char c) => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_';
}
