using System.Globalization;
using System.Text;

namespace HaDashboard.Core.Facts.HaProxy.Configuration;

/// <summary>
/// Splits one line of haproxy.cfg into words with HAProxy's own rules: weak quotes (") with variables, strong quotes ('), backslash escapes
/// and comments. A quote may begin and end inside a word.
/// </summary>
internal sealed class ConfigurationWords
{
    private readonly string _line;
    private readonly List<ConfigurationWord> _words = [];
    private readonly StringBuilder _written = new();
    private readonly StringBuilder _value = new();
    private int _at;
    private char _quote;
    private bool _isContinued;

    private ConfigurationWords(string line) => _line = line;

    /// <returns>The words, and whether the line ends with a backslash, so that the next line continues it.</returns>
    internal static (IReadOnlyList<ConfigurationWord> Words, bool IsContinued) Of(string line)
    {
        var reading = new ConfigurationWords(line);
        while (reading._at < line.Length && reading.ReadNext()) { }

        reading.EndWord();
        return (reading._words, reading._isContinued);
    }

    /// <returns>False at the end of the line or the begin of a comment.</returns>
    private bool ReadNext()
    {
        var c = _line[_at];
        if (c == '\\' && _quote != '\'')
        {
            return ReadEscape();
        }

        if (_quote == '\0' && c == '#')
        {
            return false;
        }

        if (_quote == '\0' && char.IsWhiteSpace(c))
        {
            EndWord();
            _at++;
        }
        else if (c == _quote || (_quote == '\0' && c is '"' or '\''))
        {
            _quote = c == _quote ? '\0' : c;
            Take(1, "");
        }
        else if (c == '$' && _quote == '"')
        {
            ReadVariable();
        }
        else
        {
            Take(1, _line.Substring(_at, 1));
        }

        return true;
    }

    private bool ReadEscape()
    {
        if (_at + 1 == _line.Length)
        {
            _isContinued = true;
            return false;
        }

        var next = _line[_at + 1];
        if (next == 'x' && HexAt(_at + 2) is { } code)
        {
            Take(4, ((char)code).ToString());
        }
        else
        {
            Take(
                2,
                next switch
                {
                    ' ' or '\\' or '#' or '"' or '\'' => next.ToString(),
                    '$' when _quote == '"' => "$",
                    'n' => "\n",
                    'r' => "\r",
                    't' => "\t",
                    _ => $"\\{next}",
                }
            );
        }

        return true;
    }

    private int? HexAt(int at) =>
        at + 2 <= _line.Length
        && int.TryParse(
            _line.AsSpan(at, 2),
            NumberStyles.AllowHexSpecifier,
            CultureInfo.InvariantCulture,
            out var code
        )
            ? code
            : null;

    // $NAME, ${NAME}, ${NAME-default} and ${NAME[*]}
    private void ReadVariable()
    {
        var isBraced = _at + 1 < _line.Length && _line[_at + 1] == '{';
        if (isBraced && _line.IndexOf('}', _at) is > 0 and var end)
        {
            var variable = _line[_at..(end + 1)];
            Take(variable.Length, variable);
            return;
        }

        var length = _line.Skip(_at + 1).TakeWhile(c => char.IsAsciiLetterOrDigit(c) || c == '_').Count();
        var name = _line.Substring(_at + 1, length);
        Take(length + 1, length == 0 ? "$" : $"${{{name}}}");
    }

    private void Take(int length, string value)
    {
        _written.Append(_line, _at, length);
        _value.Append(value);
        _at += length;
    }

    private void EndWord()
    {
        if (_written.Length > 0)
        {
            _words.Add(new ConfigurationWord(_written.ToString(), _value.ToString()));
            _written.Clear();
            _value.Clear();
        }
    }
}
