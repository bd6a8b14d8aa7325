using System.Globalization;
using System.Text;

namespace HaDashboard.Core.Facts.HaProxy.Configuration;

/// <summary>
/// Splits one line of haproxy.cfg into words with HAProxy's own rules: weak quotes (") with variables, strong quotes ('), backslash escapes
/// and comments. A quote may begin and end inside a word.
/// </summary>
internal static class ConfigurationWords
{
    /// <returns>The words, and whether the line ends with a backslash, so that the next line continues it.</returns>
    internal static (IReadOnlyList<ConfigurationWord> Words, bool IsContinued) Of(string line)
    {
        var words = new List<ConfigurationWord>();
        var (written, value) = (new StringBuilder(), new StringBuilder());
        var quote = '\0';
        var isContinued = false;
        for (var at = 0; at < line.Length && !isContinued; )
        {
            var c = line[at];
            if (quote == '\0' && c == '#')
            {
                break;
            }

            if (quote == '\0' && char.IsWhiteSpace(c))
            {
                EndWord(words, written, value);
                at++;
                continue;
            }

            var (length, text) = PieceAt(line, at, quote);
            isContinued = length == 0;
            written.Append(line, at, length);
            value.Append(text);
            quote = QuoteAfter(c, quote);
            at += length;
        }

        EndWord(words, written, value);
        return (words, isContinued);
    }

    /// <summary>The length and the meaning of what begins here: a character, a quote, an escape or a variable.</summary>
    /// <returns>The length 0 for a backslash at the end of the line.</returns>
    private static (int Length, string Text) PieceAt(string line, int at, char quote) =>
        line[at] switch
        {
            '\\' when quote != '\'' => at + 1 == line.Length ? (0, "") : EscapeAt(line, at, quote),
            '$' when quote == '"' => VariableAt(line, at),
            var c when IsQuote(c, quote) => (1, ""),
            var c => (1, c.ToString()),
        };

    private static bool IsQuote(char c, char quote) => quote == '\0' ? c is '"' or '\'' : c == quote;

    private static char QuoteAfter(char c, char quote) =>
        !IsQuote(c, quote) ? quote
        : quote == '\0' ? c
        : '\0';

    private static (int Length, string Text) EscapeAt(string line, int at, char quote)
    {
        var next = line[at + 1];
        return next == 'x' && HexAt(line, at + 2) is { } code
            ? (4, ((char)code).ToString())
            : (
                2,
                next switch
                {
                    ' ' or '\\' or '#' or '"' or '\'' => next.ToString(),
                    '$' when quote == '"' => "$",
                    'n' => "\n",
                    'r' => "\r",
                    't' => "\t",
                    _ => $"\\{next}",
                }
            );
    }

    private static int? HexAt(string line, int at) =>
        at + 2 <= line.Length
        && int.TryParse(line.AsSpan(at, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code)
            ? code
            : null;

    // $NAME, ${NAME}, ${NAME-default} and ${NAME[*]}
    private static (int Length, string Text) VariableAt(string line, int at)
    {
        if (at + 1 < line.Length && line[at + 1] == '{' && line.IndexOf('}', at) is > 0 and var end)
        {
            return (end + 1 - at, line[at..(end + 1)]);
        }

        var name = string.Concat(line.Skip(at + 1).TakeWhile(c => char.IsAsciiLetterOrDigit(c) || c == '_'));
        return (name.Length + 1, name.Length == 0 ? "$" : $"${{{name}}}");
    }

    private static void EndWord(List<ConfigurationWord> words, StringBuilder written, StringBuilder value)
    {
        if (written.Length > 0)
        {
            words.Add(new ConfigurationWord(written.ToString(), value.ToString()));
            written.Clear();
            value.Clear();
        }
    }
}
