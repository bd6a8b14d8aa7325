using System.Globalization;
using System.Text;

namespace HaDashboard.Core.Facts.Text;

/// <summary>Text from outside made fit for a message: what can't be seen made visible, length bounded.</summary>
public static class Printable
{
    /// <summary>
    /// At most <paramref name="max"/> characters of <paramref name="text"/>, and an ellipsis where more was left out. Control characters become
    /// <c>\xNN</c>, so that a terminal escape or a line break sent by a node can't forge a log line; so do the invisible ones (<c>\uNNNN</c>)
    /// that turn the direction of what follows.
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
            // A pair is kept or left out whole: half of one is no text at all.
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
