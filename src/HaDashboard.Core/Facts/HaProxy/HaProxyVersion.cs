using System.Globalization;

namespace HaDashboard.Core.Facts.HaProxy;

/// <summary>
/// The branch of HAProxy that a version text names, such as 2.6 of <c>2.6.12-1+deb12u3</c> and 3.3 of <c>3.3-dev7-0a1b2c</c>.
/// </summary>
public readonly record struct HaProxyVersion(int Major, int Minor)
{
    /// <summary>Before it, <c>show info</c> and <c>show servers state</c> do not contain what the dashboard needs.</summary>
    public static readonly HaProxyVersion OldestSupported = new(1, 8);

    public bool IsSupported => IsAtLeast(OldestSupported.Major, OldestSupported.Minor);

    /// <returns>null if the text is not a version.</returns>
    public static HaProxyVersion? Of(string text)
    {
        var dot = text.IndexOf('.', StringComparison.Ordinal);
        if (dot <= 0)
        {
            return null;
        }

        var rest = text.AsSpan(dot + 1);
        var length = rest.IndexOfAnyExceptInRange('0', '9') is var end and >= 0 ? end : rest.Length;
        return
            int.TryParse(text.AsSpan(0, dot), NumberStyles.None, CultureInfo.InvariantCulture, out var major)
            && int.TryParse(rest[..length], NumberStyles.None, CultureInfo.InvariantCulture, out var minor)
            ? new HaProxyVersion(major, minor)
            : null;
    }

    public bool IsAtLeast(int major, int minor) => (Major, Minor).CompareTo((major, minor)) >= 0;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Major}.{Minor}");
}
