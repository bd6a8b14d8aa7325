using System.Text;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Adapters.Kubernetes.Credentials;

/// <summary>The first line that a plugin wrote to standard error, shortened and without what may be a secret.</summary>
internal static class StderrExcerpt
{
    private const int Longest = 160;
    private const int LongestWord = 32; // a longer word of letters and digits may be a token

    public static string Of(ReadOnlySpan<byte> stderr)
    {
        var lines = Encoding
            .UTF8.GetString(stderr)
            .Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return lines is [var first, ..] ? Of(first) : "";
    }

    public static string Of(string line)
    {
        var words = Redaction.CommandLine(Redaction.Text(line).Split(' ', StringSplitOptions.RemoveEmptyEntries));
        var previous = "";
        var shown = new List<string>();
        foreach (var word in words)
        {
            shown.Add(IsLabel(previous) || IsLong(word) ? Redaction.Mask : word);
            previous = word;
        }

        return Printable.Excerpt(string.Join(' ', shown), Longest);
    }

    /// <summary><c>token:</c> or <c>refresh_token=</c>: the next word is the value.</summary>
    private static bool IsLabel(string word) => word is [.., ':' or '='] && Redaction.IsSensitive(word);

    private static bool IsLong(string word)
    {
        var text = word.Trim('"', '\'', ',', ';', '(', ')');
        return text.Length > LongestWord
            && text.Any(char.IsAsciiDigit)
            && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '+' or '=' or '~');
    }
}
