namespace HaDashboard.Core.Facts.Names;

/// <summary>
/// The characters that HAProxy allows in names of proxies and servers (configuration manual, 2.2 "Quoting and escaping"):
/// letters, digits, <c>-</c>, <c>_</c>, <c>.</c>, <c>:</c>. No other character is ever written into a runtime command.
/// </summary>
internal static class HaProxyIdentifier
{
    internal const int MaxLength = 255;

    internal static bool IsValid(string? text) => text is { Length: > 0 and <= MaxLength } && text.All(IsAllowed);

    private static bool IsAllowed(char c) => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or ':';
}
