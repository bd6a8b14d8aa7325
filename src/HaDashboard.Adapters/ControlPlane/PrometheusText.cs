using System.Buffers.Text;
using System.Text;
using HaDashboard.Adapters.Sources;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Adapters.ControlPlane;

/// <summary>
/// Reads Prometheus' text format from bytes, sample by sample, without allocating. A line that is neither a comment nor a sample ends the
/// reading with a <see cref="MalformedTextException"/>, because a truncated answer must not pass for a complete one.
/// </summary>
internal ref struct PrometheusText(ReadOnlySpan<byte> text)
{
    private ReadOnlySpan<byte> _rest = text;
    private int _line;

    /// <summary>The name of the current sample.</summary>
    public ReadOnlySpan<byte> Name { get; private set; }

    /// <summary>The text between the braces; empty where there are none.</summary>
    public ReadOnlySpan<byte> Labels { get; private set; }

    public double Value { get; private set; }

    /// <exception cref="MalformedTextException">The text is not in this format.</exception>
    public bool Read()
    {
        while (!_rest.IsEmpty)
        {
            _line++;
            var end = _rest.IndexOf((byte)'\n');
            if (end < 0)
            {
                throw Bad(ProbeTexts.NoLineEnd);
            }

            var line = _rest[..end].Trim(" \t\r"u8);
            _rest = _rest[(end + 1)..];
            if (!line.IsEmpty && line[0] != '#')
            {
                ReadSample(line);
                return true;
            }
        }

        return false;
    }

    /// <summary>The value of a label as text; null where the sample has no such label.</summary>
    public readonly string? Label(ReadOnlySpan<byte> name)
    {
        var rest = Labels;
        while (!rest.IsEmpty)
        {
            var equals = rest.IndexOf((byte)'=');
            var key = rest[..equals].Trim(" ,\t"u8);
            var quoted = rest[(rest[equals..].IndexOf((byte)'"') + equals + 1)..];
            var end = EndOfQuoted(quoted);
            if (key.SequenceEqual(name))
            {
                return Unescaped(quoted[..end]);
            }

            rest = quoted[(end + 1)..].TrimStart(" ,\t"u8);
        }

        return null;
    }

    private void ReadSample(ReadOnlySpan<byte> line)
    {
        var length = 0;
        while (length < line.Length && IsNameByte(line[length], length == 0))
        {
            length++;
        }

        Name = length > 0 ? line[..length] : throw Bad(ProbeTexts.NoName);
        var rest = line[length..].TrimStart(" \t"u8);
        Labels = default;
        if (!rest.IsEmpty && rest[0] == '{')
        {
            var end = CheckLabels(rest[1..]);
            Labels = rest.Slice(1, end);
            rest = rest[(end + 2)..].TrimStart(" \t"u8);
        }
        else if (rest.Length == line.Length - length)
        {
            throw Bad(ProbeTexts.NoBlank);
        }

        ReadValue(rest);
    }

    private void ReadValue(ReadOnlySpan<byte> rest)
    {
        var blank = rest.IndexOfAny((byte)' ', (byte)'\t');
        var number = blank < 0 ? rest : rest[..blank];
        var time = blank < 0 ? default : rest[blank..].TrimStart(" \t"u8);
        if (!TryNumber(number, out var value))
        {
            throw Bad(ProbeTexts.ValueNotNumber);
        }

        if (!time.IsEmpty && (!Utf8Parser.TryParse(time, out long _, out var used) || used != time.Length))
        {
            throw Bad(ProbeTexts.TimeNotNumber);
        }

        Value = value;
    }

    /// <returns>The index of the closing brace.</returns>
    private readonly int CheckLabels(ReadOnlySpan<byte> text)
    {
        var at = 0;
        while (true)
        {
            at += Blanks(text[at..]);
            if (at < text.Length && text[at] == '}')
            {
                return at;
            }

            var start = at;
            while (at < text.Length && IsNameByte(text[at], at == start))
            {
                at++;
            }

            at += at == start ? throw Bad(ProbeTexts.LabelWithoutName) : Blanks(text[at..]);
            at = at < text.Length && text[at] == '=' ? at + 1 : throw Bad(ProbeTexts.LabelWithoutValue);
            at += Blanks(text[at..]);
            at = at < text.Length && text[at] == '"' ? at + 1 : throw Bad(ProbeTexts.LabelWithoutQuotes);
            var end = EndOfQuoted(text[at..]);
            at = end < 0 ? throw Bad(ProbeTexts.LabelWithoutEnd) : at + end + 1;
            at += Blanks(text[at..]);
            if (at < text.Length && text[at] == ',')
            {
                at++;
            }
            else if (at >= text.Length || text[at] != '}')
            {
                throw Bad(ProbeTexts.LabelsWithoutEnd);
            }
        }
    }

    private static int Blanks(ReadOnlySpan<byte> text) => text.Length - text.TrimStart(" \t"u8).Length;

    private static int EndOfQuoted(ReadOnlySpan<byte> text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '"')
            {
                return i;
            }

            i += text[i] == '\\' ? 1 : 0;
        }

        return -1;
    }

    private static bool IsNameByte(byte b, bool first) =>
        char.IsAsciiLetter((char)b) || b is (byte)'_' or (byte)':' || (!first && char.IsAsciiDigit((char)b));

    private static bool TryNumber(ReadOnlySpan<byte> text, out double value)
    {
        if (text.SequenceEqual("+Inf"u8) || text.SequenceEqual("Inf"u8))
        {
            value = double.PositiveInfinity;
            return true;
        }

        if (text.SequenceEqual("-Inf"u8) || text.SequenceEqual("NaN"u8))
        {
            value = text[0] == '-' ? double.NegativeInfinity : double.NaN;
            return true;
        }

        if (!text.IsEmpty && text[0] == '+')
        {
            text = text[1..];
        }

        return Utf8Parser.TryParse(text, out value, out var used)
            && used == text.Length
            && !text.IsEmpty
            && double.IsFinite(value);
    }

    private static string Unescaped(ReadOnlySpan<byte> text)
    {
        var plain = Encoding.UTF8.GetString(text);
        return plain.Contains('\\', StringComparison.Ordinal)
            ? plain
                .Replace("\\n", "\n", StringComparison.Ordinal)
                .Replace("\\\"", "\"", StringComparison.Ordinal)
                .Replace("\\\\", "\\", StringComparison.Ordinal)
            : plain;
    }

    private readonly MalformedTextException Bad(Message problem) => new(ProbeTexts.LineUnreadable(_line, problem));
}
