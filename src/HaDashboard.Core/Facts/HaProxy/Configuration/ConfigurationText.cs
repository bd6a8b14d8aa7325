using System.Security.Cryptography;
using System.Text;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Core.Facts.HaProxy.Configuration;

/// <summary>
/// Reads the text of haproxy.cfg, or of several files that <c>tail -n +1</c> printed, so that lines with the same meaning are equal.
/// </summary>
internal static class ConfigurationText
{
    private const int MaxLine = 2000;
    private const char ByteOrderMark = '\ufeff';

    private static readonly string[] Sections =
    [
        "global",
        "defaults",
        "frontend",
        "backend",
        "listen",
        "userlist",
        "peers",
        "resolvers",
        "mailers",
        "program",
        "cache",
        "ring",
        "http-errors",
        "fcgi-app",
        "crt-store",
        "traces",
        "log-forward",
        "log-profile",
        "acme",
    ];

    // Lines that are specific to a node: its name, and the sockets and files of its process.
    private static readonly string[] OfTheNode =
    [
        "node",
        "description",
        "log-tag",
        "log-send-hostname",
        "localpeer",
        "pidfile",
    ];

    internal static bool NamesTheNode(ConfigurationLine line) =>
        line.Begins("stats", "socket") || OfTheNode.Contains(line.Words[0], StringComparer.Ordinal);

    /// <summary>The lines that are neither empty nor comments.</summary>
    /// <param name="paths">
    /// The files and folders in the order in which HAProxy reads them. With more than one file, each has a header line in the text.
    /// </param>
    internal static List<ConfigurationLine> Read(string text, IReadOnlyList<string> paths)
    {
        var lines = new List<ConfigurationLine>();
        foreach (var (file, rows) in FilesIn(text, paths))
        {
            ReadFile(file, rows, lines);
        }

        return lines;
    }

    /// <summary>A hash of the words, which the separators keep apart.</summary>
    internal static string Hash(IEnumerable<string> values) =>
        Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\u001f', values))));

    // HAProxy ends a line at a carriage return too.
    private static string[] RowsOf(string text) =>
        text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n').Split('\n');

    private static IEnumerable<(string? File, IReadOnlyList<string> Rows)> FilesIn(
        string text,
        IReadOnlyList<string> paths
    )
    {
        var found = new List<(string? File, IReadOnlyList<string> Rows)>();
        var rows = new List<string>();
        var file = paths.Count == 1 && !ConfigurationFilePath.IsFolder(paths[0]) ? paths[0] : null;
        foreach (var row in RowsOf(text))
        {
            if (HeaderOf(row, paths) is { } next)
            {
                found.Add((file, rows));
                (file, rows) = (next, []);
            }
            else
            {
                rows.Add(rows.Count == 0 ? row.TrimStart(ByteOrderMark) : row);
            }
        }

        found.Add((file, rows));

        // A shell sorts the files of a folder by the rules of its language, HAProxy by their bytes.
        return found
            .OrderBy(part => part.File is { } path ? IndexOf(path, paths) : -1)
            .ThenBy(part => part.File, StringComparer.Ordinal);
    }

    private static string? HeaderOf(string row, IReadOnlyList<string> paths) =>
        row.StartsWith("==> ", StringComparison.Ordinal)
        && row.EndsWith(" <==", StringComparison.Ordinal)
        && row[4..^4] is var file
        && IndexOf(file, paths) >= 0
            ? file
            : null;

    private static int IndexOf(string file, IReadOnlyList<string> paths) =>
        paths
            .Index()
            .FirstOrDefault(path => ConfigurationFilePath.Covers(path.Item, file), (Index: -1, Item: ""))
            .Index;

    private static void ReadFile(string? file, IReadOnlyList<string> rows, List<ConfigurationLine> lines)
    {
        var depth = 0;
        for (var i = 0; i < rows.Count; i++)
        {
            var number = i + 1;
            var row = rows[i];
            var (words, isContinued) = ConfigurationWords.Of(row);
            while (isContinued && i + 1 < rows.Count)
            {
                row = row[..^1] + rows[++i];
                (words, isContinued) = ConfigurationWords.Of(row);
            }

            if (words.Count > 0)
            {
                depth -= words[0].Value is ".endif" && depth > 0 ? 1 : 0;
                lines.Add(LineOf(words) with { File = file, Number = number, IsConditional = depth > 0 });
                depth += words[0].Value is ".if" ? 1 : 0;
            }
        }
    }

    private static ConfigurationLine LineOf(IReadOnlyList<ConfigurationWord> words)
    {
        var shown = ConfigurationSecrets.Mask(words);
        var hidden = words.Where((word, i) => shown[i] != word).Select(word => word.Value).ToArray();
        var indent = Sections.Contains(words[0].Value, StringComparer.Ordinal) ? "" : "    ";
        var text = Redaction.Text(string.Join(' ', shown.Select(word => word.Written)));
        return new ConfigurationLine(Printable.Excerpt(indent + text, MaxLine), [.. shown.Select(word => word.Value)])
        {
            HiddenFingerprint = hidden.Length == 0 ? "" : Hash(hidden),
        };
    }
}
