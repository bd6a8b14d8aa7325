using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Components.Stats;

/// <summary>Exports the rows of a table with the same order and columns. Numbers are not abbreviated.</summary>
public static class StatExport
{
    private const string Bom = "\uFEFF"; // without it a spreadsheet does not detect UTF-8

    public static byte[] Csv(IEnumerable<StatLine> lines, ImmutableArray<StatColumn> columns)
    {
        var text = new StringBuilder(Bom);
        Append(text, ["node", "proxy", "type", "stale", .. columns.Select(column => column.Id)]);
        foreach (var line in lines)
        {
            Append(
                text,
                [
                    line.Node.Value,
                    line.Proxy.Value,
                    TypeOf(line),
                    line.Stale ? "true" : "false",
                    .. columns.Select(column => Cell(column, line)),
                ]
            );
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    public static byte[] Json(
        IEnumerable<StatLine> lines,
        ImmutableArray<StatColumn> columns,
        StatQuery query,
        DateTimeOffset? at
    )
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteString("mode", query.Mode.Id());
            if (at is { } time)
            {
                json.WriteString(
                    "at",
                    time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture)
                );
            }
            else
            {
                json.WriteNull("at");
            }

            json.WriteStartArray("rows");
            foreach (var line in lines)
            {
                Write(json, line, columns);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return stream.ToArray();
    }

    /// <summary>
    /// Makes a cell that a spreadsheet cannot interpret as a formula. Check texts come from the checked servers. A spreadsheet would
    /// execute <c>=HYPERLINK(…)</c> in such a text. Numbers stay numbers.
    /// </summary>
    public static string Safe(string? cell)
    {
        var text = Printable.Excerpt(cell, 2000);
        var formula =
            text.Length > 0
            && text.TrimStart() is ['=' or '+' or '-' or '@', ..]
            && !double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _);
        var safe = formula ? $"'{text}" : text;
        return safe.AsSpan().ContainsAny(',', '"', ';') || safe.AsSpan().ContainsAny('\r', '\n')
            ? $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\""
            : safe;
    }

    private static void Append(StringBuilder text, IEnumerable<string?> cells) =>
        text.AppendJoin(',', cells.Select(Safe)).Append("\r\n");

    private static void Write(Utf8JsonWriter json, StatLine line, ImmutableArray<StatColumn> columns)
    {
        json.WriteStartObject();
        json.WriteString("node", line.Node.Value);
        json.WriteString("proxy", line.Proxy.Value);
        json.WriteString("type", TypeOf(line));
        json.WriteBoolean("stale", line.Stale);
        foreach (var column in columns)
        {
            if (column.Number?.Invoke(line) is { } number)
            {
                json.WriteNumber(column.Id, number);
            }
            else
            {
                json.WriteString(column.Id, column.IsNumeric ? null : column.Text(line));
            }
        }

        json.WriteEndObject();
    }

    private static string? Cell(StatColumn column, StatLine line) =>
        column.Number is { } number
            ? number(line)?.ToString("0.###", CultureInfo.InvariantCulture)
                ?? (column.IsNumeric ? null : column.Text(line))
            : column.Text(line);

    private static string TypeOf(StatLine line) => line.Kind.ToString().ToLowerInvariant();
}
