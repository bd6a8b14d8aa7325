using System.Text;

namespace HaDashboard.Core;

/// <summary>Text from outside made fit for a message: control characters shown, length bounded.</summary>
public static class Printable
{
    /// <summary>At most <paramref name="max"/> characters of <paramref name="text"/>; control characters become <c>\xNN</c>, so that
    /// a terminal escape or a line break sent by a node can't forge a log line.</summary>
    public static string Excerpt(string? text, int max = 200)
    {
        if (text is null)
        {
            return "";
        }

        var builder = new StringBuilder(Math.Min(text.Length, max) + 1);
        foreach (var c in text)
        {
            if (builder.Length >= max)
            {
                return builder.Append('…').ToString();
            }

            if (char.IsControl(c) || c is '\u2028' or '\u2029')
            {
                builder.Append("\\x").Append(((int)c).ToString("x2", System.Globalization.CultureInfo.InvariantCulture));
            }
            else
            {
                builder.Append(c);
            }
        }

        return builder.ToString();
    }
}
