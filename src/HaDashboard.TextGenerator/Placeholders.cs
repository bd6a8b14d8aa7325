using System.Collections.Immutable;

namespace HaDashboard.TextGenerator;

/// <summary>A placeholder of a text: <c>{node}</c>, or <c>{count, plural, one {# node} other {# nodes}}</c>, which is a number.</summary>
internal readonly record struct Placeholder(string Name, bool IsNumber);

/// <summary>
/// The placeholders of a text in the order of their first use. A broken text gives what was read before the break: a test of the resources
/// reports it with its place.
/// </summary>
internal sealed class Placeholders
{
    private readonly List<Placeholder> _found = [];
    private readonly string _text;
    private int _position;

    private Placeholders(string text) => _text = text;

    internal static ImmutableArray<Placeholder> Of(string text)
    {
        var reader = new Placeholders(text);
        reader.ReadText();
        return
        [
            .. reader
                ._found.GroupBy(found => found.Name, StringComparer.Ordinal)
                .Select(same => new Placeholder(same.Key, same.Any(one => one.IsNumber))),
        ];
    }

    private void ReadText()
    {
        while (_position < _text.Length && _text[_position] is not '}')
        {
            if (_text[_position] is '\'' && _position + 2 < _text.Length && _text[_position + 2] is '\'')
            {
                _position += 3;
            }
            else if (_text[_position++] is '{')
            {
                ReadPlaceholder();
            }
        }
    }

    private void ReadPlaceholder()
    {
        var name = ReadUntil(',', '}');
        if (!Take(','))
        {
            _found.Add(new Placeholder(name, false));
            Take('}');
            return;
        }

        _found.Add(new Placeholder(name, ReadUntil(',', '}') is "plural"));
        Take(',');
        while (_position < _text.Length && !Take('}'))
        {
            ReadUntil('{', '}');
            if (Take('{'))
            {
                ReadText();
                Take('}');
            }
        }
    }

    private string ReadUntil(char one, char other)
    {
        var start = _position;
        while (_position < _text.Length && _text[_position] != one && _text[_position] != other)
        {
            _position++;
        }

        return _text.Substring(start, _position - start).Trim();
    }

    private bool Take(char expected)
    {
        if (_position >= _text.Length || _text[_position] != expected)
        {
            return false;
        }

        _position++;
        return true;
    }
}
