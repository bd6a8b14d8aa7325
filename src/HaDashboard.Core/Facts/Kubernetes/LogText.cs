using System.Text.RegularExpressions;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Core.Facts.Kubernetes;

/// <summary>Converts a line that a container wrote into plain text that is safe to display.</summary>
public static partial class LogText
{
    public const int LongestLine = 16 * 1024;

    /// <summary>
    /// The line as plain text, at most <see cref="LongestLine"/> characters. Terminal colours are removed, a tab becomes four spaces,
    /// every other control character becomes visible.
    /// </summary>
    public static LogLine Line(DateTimeOffset? at, string text, bool cut)
    {
        var plain = Colour().Replace(text, "").Replace("\t", "    ", StringComparison.Ordinal).TrimEnd('\r');
        return new LogLine(at, Printable.Excerpt(plain, LongestLine), cut || plain.Length > LongestLine);
    }

    [GeneratedRegex("\u001b\\[[0-9;:]*m", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Colour();
}
