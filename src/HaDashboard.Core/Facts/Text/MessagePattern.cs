using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace HaDashboard.Core.Facts.Text;

/// <summary>
/// A text with placeholders, in the part of ICU's MessageFormat that the texts use: <c>{name}</c>,
/// <c>{count, plural, =0 {none} one {# node} other {# nodes}}</c> and <c>{kind, select, a {…} other {…}}</c>. A brace of the text
/// itself stands between apostrophes: <c>'{'</c>.
/// </summary>
internal sealed class MessagePattern
{
    private const int MaxKept = 1024;

    // The tooltips of a live table are worded several times a second: they share one buffer per thread.
    private static readonly ThreadLocal<StringBuilder?> Buffer = new();

    private readonly ImmutableArray<Part> _parts;

    private MessagePattern(ImmutableArray<Part> parts, string? label) => (_parts, Label) = (parts, label);

    /// <summary>The text, if it has no placeholder.</summary>
    internal string? Label { get; }

    private delegate void Part(
        StringBuilder text,
        CultureInfo culture,
        ImmutableArray<object?> arguments,
        object? number
    );

    /// <param name="placeholders">In the order of the arguments.</param>
    /// <exception cref="FormatException">A brace has no partner, or a placeholder is none of the three forms or not among
    /// <paramref name="placeholders"/>.</exception>
    internal static MessagePattern Parse(string text, ImmutableArray<string> placeholders)
    {
        var position = 0;
        var pattern = Parse(text, placeholders, ref position, isNested: false);
        return position == text.Length ? pattern : throw Broken(text, position);
    }

    internal string Format(CultureInfo culture, ImmutableArray<object?> arguments)
    {
        if (Label is not null)
        {
            return Label;
        }

        // While the buffer is in use it is not in its place: a message that is worded meanwhile gets its own.
        var buffer = Buffer.Value ?? new StringBuilder(MaxKept / 4);
        Buffer.Value = null;
        AppendTo(buffer, culture, arguments);
        var text = buffer.ToString();
        if (buffer.Capacity <= MaxKept)
        {
            Buffer.Value = buffer.Clear();
        }

        return text;
    }

    /// <summary>Appends what <see cref="Format"/> returns.</summary>
    internal void AppendTo(StringBuilder text, CultureInfo culture, ImmutableArray<object?> arguments) =>
        Append(text, culture, arguments, null);

    private void Append(StringBuilder text, CultureInfo culture, ImmutableArray<object?> arguments, object? number)
    {
        foreach (var part in _parts)
        {
            part(text, culture, arguments, number);
        }
    }

    private static MessagePattern Parse(
        string text,
        ImmutableArray<string> placeholders,
        ref int position,
        bool isNested
    )
    {
        var parts = ImmutableArray.CreateBuilder<Part>();
        var literal = new StringBuilder();
        while (position < text.Length && text[position] is not '}')
        {
            if (IsQuoted(text, position))
            {
                literal.Append(text[position + 1]);
                position += 3;
            }
            else if (text[position] is '{')
            {
                Flush(parts, literal);
                parts.Add(Placeholder(text, placeholders, ref position));
            }
            else if (text[position] is '#' && isNested)
            {
                Flush(parts, literal);
                parts.Add(static (to, culture, _, number) => AppendValue(to, number, culture));
                position++;
            }
            else
            {
                literal.Append(text[position++]);
            }
        }

        var label = parts.Count == 0 ? literal.ToString() : null;
        Flush(parts, literal);
        return new MessagePattern(parts.ToImmutable(), label);
    }

    // ICU: an apostrophe begins a quotation only before a syntax character. One character at a time is all that the texts need.
    private static bool IsQuoted(string text, int position) =>
        position + 2 < text.Length
        && text[position] is '\''
        && text[position + 1] is '{' or '}' or '#'
        && text[position + 2] is '\'';

    private static void Flush(ImmutableArray<Part>.Builder parts, StringBuilder literal)
    {
        if (literal.Length > 0)
        {
            var fixedText = literal.ToString();
            parts.Add((to, _, _, _) => to.Append(fixedText));
            literal.Clear();
        }
    }

    private static void AppendValue(StringBuilder to, object? value, CultureInfo culture)
    {
        switch (value)
        {
            case Message message:
                message.AppendTo(to, culture);
                break;
            case ISpanFormattable number:
                to.Append(culture, $"{number}");
                break;
            default:
                to.Append(Message.TextOf(value, culture));
                break;
        }
    }

    private static Part Placeholder(string text, ImmutableArray<string> placeholders, ref int position)
    {
        position++;
        var index = placeholders.IndexOf(Word(text, ref position));
        if (index < 0)
        {
            throw Broken(text, position);
        }

        if (Take(text, ref position, '}'))
        {
            return (to, culture, arguments, _) => AppendValue(to, arguments[index], culture);
        }

        Expect(text, ref position, ',');
        var kind = Word(text, ref position);
        Expect(text, ref position, ',');
        var cases = Cases(text, placeholders, ref position);
        return kind switch
        {
            "plural" => Plural(cases, index),
            "select" => (to, culture, arguments, _) =>
                (
                    cases.GetValueOrDefault(Message.TextOf(arguments[index], CultureInfo.InvariantCulture))
                    ?? cases["other"]
                ).Append(to, culture, arguments, null),
            _ => throw Broken(text, position),
        };
    }

    private static ImmutableDictionary<string, MessagePattern> Cases(
        string text,
        ImmutableArray<string> placeholders,
        ref int position
    )
    {
        var cases = ImmutableDictionary.CreateBuilder<string, MessagePattern>(StringComparer.Ordinal);
        while (!Take(text, ref position, '}'))
        {
            var word = Word(text, ref position);
            if (word[0] is '=' && !long.TryParse(word.AsSpan(1), CultureInfo.InvariantCulture, out _))
            {
                throw Broken(text, position);
            }

            Expect(text, ref position, '{');
            cases[word] = Parse(text, placeholders, ref position, isNested: true);
            Expect(text, ref position, '}');
        }

        return cases.ContainsKey("other") ? cases.ToImmutable() : throw Broken(text, position);
    }

    private static Part Plural(ImmutableDictionary<string, MessagePattern> cases, int index)
    {
        var other = cases["other"];
        var one = cases.GetValueOrDefault("one", other);
        var exact = cases
            .Where(pair => pair.Key[0] is '=')
            .ToFrozenDictionary(pair => long.Parse(pair.Key[1..], CultureInfo.InvariantCulture), pair => pair.Value);
        return (to, culture, arguments, _) =>
        {
            var number = Convert.ToInt64(arguments[index], CultureInfo.InvariantCulture);
            var chosen = exact.GetValueOrDefault(number) ?? (number == 1 ? one : other);
            chosen.Append(to, culture, arguments, arguments[index]);
        };
    }

    private static string Word(string text, ref int position)
    {
        SkipSpace(text, ref position);
        var start = position;
        while (
            position < text.Length && (char.IsAsciiLetterOrDigit(text[position]) || text[position] is '=' or '-' or '_')
        )
        {
            position++;
        }

        var word = text[start..position];
        SkipSpace(text, ref position);
        return word.Length > 0 ? word : throw Broken(text, position);
    }

    private static bool Take(string text, ref int position, char expected)
    {
        SkipSpace(text, ref position);
        if (position >= text.Length || text[position] != expected)
        {
            return false;
        }

        position++;
        return true;
    }

    // After a brace begins text: its spaces belong to it.
    private static void Expect(string text, ref int position, char expected)
    {
        if (position >= text.Length || text[position] != expected)
        {
            throw Broken(text, position);
        }

        position++;
    }

    private static void SkipSpace(string text, ref int position)
    {
        while (position < text.Length && char.IsWhiteSpace(text[position]))
        {
            position++;
        }
    }

    private static FormatException Broken(string text, int position) =>
        new FormatException($"The text '{text}' is broken at character {position}.");
}
