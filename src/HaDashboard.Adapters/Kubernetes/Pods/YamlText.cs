using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Adapters.Kubernetes.Pods;

/// <summary>Prints JSON as the YAML that kubectl would print, with a limited length. The result is for reading, not for applying.</summary>
internal sealed partial class YamlText
{
    private const int Deepest = 64;

    private readonly StringBuilder _text = new();
    private readonly int _longest;

    private YamlText(int longest) => _longest = longest;

    public static (string Yaml, bool IsCut) Of(JsonObject about, int longest)
    {
        var writer = new YamlText(longest);
        writer.Members(about, "", 0);
        return (writer._text.ToString(), writer.IsFull);
    }

    private bool IsFull => _text.Length >= _longest;

    private void Members(JsonObject about, string indent, int depth)
    {
        var first = true;
        foreach (var (key, value) in about)
        {
            if (IsFull)
            {
                return;
            }

            // The first member of an item is on the line of its dash.
            _text.Append(first && _text.Length > 0 && _text[^1] == ' ' ? "" : indent).Append(Scalar(key)).Append(':');
            first = false;
            Value(value, indent, depth);
        }
    }

    private void Value(JsonNode? value, string indent, int depth)
    {
        switch (value)
        {
            case JsonObject { Count: > 0 } inner when depth < Deepest:
                _text.Append('\n');
                Members(inner, indent + "  ", depth + 1);
                break;
            case JsonArray { Count: > 0 } inner when depth < Deepest:
                _text.Append('\n');
                Items(inner, indent, depth + 1);
                break;
            default:
                _text.Append(' ').Append(Leaf(value)).Append('\n');
                break;
        }
    }

    private void Items(JsonArray array, string indent, int depth)
    {
        foreach (var item in array)
        {
            if (IsFull)
            {
                return;
            }

            _text.Append(indent).Append('-');
            if (item is JsonObject { Count: > 0 } inner && depth < Deepest)
            {
                _text.Append(' ');
                Members(inner, indent + "  ", depth + 1);
            }
            else
            {
                Value(item, indent + "  ", depth);
            }
        }
    }

    private static string Leaf(JsonNode? value) =>
        value switch
        {
            null => "null",
            JsonObject { Count: 0 } => "{}",
            JsonArray { Count: 0 } => "[]",
            JsonObject or JsonArray => "…",
            JsonValue text when text.GetValueKind() is JsonValueKind.String => Scalar(text.GetValue<string>()),
            _ => Printable.Excerpt(value.ToJsonString(), 100),
        };

    private static string Scalar(string text) =>
        Plain().IsMatch(text) && !Ambiguous().IsMatch(text) ? text : Quoted(text);

    // Printable keeps visible characters and writes the others as \xNN and \uNNNN, which are escapes in YAML too.
    private static string Quoted(string text)
    {
        var escaped = text.Replace("\\", "\\\\", StringComparison.Ordinal)
            .Replace("\"", "\\\"", StringComparison.Ordinal);
        var printable = Printable.Excerpt(escaped, 40_000).Replace("\\x0a", "\\n", StringComparison.Ordinal);
        return $"\"{printable}\"";
    }

    [GeneratedRegex(
        @"^[A-Za-z0-9_./<][\w./@%+=,<>()\-]*(:[\w./@%+=,\-]+)*( [\w./@%+=,()\-]+)*$",
        RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex Plain();

    [GeneratedRegex(
        @"^(true|false|yes|no|on|off|null|~|[-+.\d][\d_.:eE+\-]*|0x[\da-f]+|.*:)$",
        RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase,
        1000
    )]
    private static partial Regex Ambiguous();
}
