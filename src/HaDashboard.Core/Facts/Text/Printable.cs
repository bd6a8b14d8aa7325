using System.Globalization;
using System.Text;

namespace HaDashboard.Core.Facts.Text;

/// <summary>
/// Makes text from an untrusted origin safe to put into a message: invisible characters become visible, the length is limited.
/// </summary>
public static class Printable
{
    /// <summary>
    /// At most <paramref name="max"/> characters of <paramref name="text"/>, followed by an ellipsis if the text is longer.
    /// Control characters become <c>\xNN</c>: otherwise a terminal escape or a line break sent by a node could forge a log line.
    /// Invisible characters become <c>\uNNNN</c>: some of them reverse the direction of the text that follows.
    /// </summary>
    public static string Excerpt(string? text, int max = 200)
    {
        if (text is null)
        {
            return "";
        }

        var builder = new StringBuilder(Math.Min(text.Length, max) + 1);
        for (var i = 0; i < text.Length; i++)
        {
            // A surrogate pair is kept whole or dropped whole: half of a pair is not valid text.
            var length = char.IsSurrogatePair(text, i) ? 2 : 1;
            var escaped = length == 1 ? Escape(text[i]) : null;
            if (builder.Length + (escaped?.Length ?? length) > max)
            {
                return builder.Append('…').ToString();
            }

            _ = escaped is null ? builder.Append(text, i, length) : builder.Append(escaped);
            i += length - 1;
        }

        return builder.ToString();
    }

    private static string? Escape(char c) =>
        char.GetUnicodeCategory(c) switch
        {
            UnicodeCategory.Control => string.Create(CultureInfo.InvariantCulture, $"\\x{(int)c:x2}"),
            UnicodeCategory.Format
            or UnicodeCategory.LineSeparator
            or UnicodeCategory.ParagraphSeparator
            or UnicodeCategory.Surrogate => string.Create(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
            _ => null,
        };
}
