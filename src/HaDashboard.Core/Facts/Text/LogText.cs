using System.Text.RegularExpressions;
using HaDashboard.Core.Facts.Kubernetes;

namespace HaDashboard.Core.Facts.Text;

/// <summary>A line that a container wrote, as text and nothing else.</summary>
public static partial class LogText
{
    public const int LongestLine = 16 * 1024;

    /// <summary>Colours of a terminal are taken out, a tabulator becomes blanks, every other control character is made visible.</summary>
    public static LogLine Line(DateTimeOffset? at, string text, bool cut)
    {
        var plain = Colour().Replace(text, "").Replace("\t", "    ", StringComparison.Ordinal).TrimEnd('\r');
        return new LogLine(at, Printable.Excerpt(plain, LongestLine), cut || plain.Length > LongestLine);
    }

    [GeneratedRegex("\u001b\\[[0-9;:]*m", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Colour();
}
