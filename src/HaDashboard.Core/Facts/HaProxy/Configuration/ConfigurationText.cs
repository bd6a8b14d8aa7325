using System.Text;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Core.Facts.HaProxy.Configuration;

/// <summary>Normalises haproxy.cfg line by line, so that lines with the same meaning are equal, and masks its secrets.</summary>
internal static class ConfigurationText
{
    private const int MaxLine = 2000;

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

    // The word after one of these is, or may be, a secret.
    private static readonly string[] Sensitive =
    [
        "password",
        "insecure-password",
        "auth",
        "setenv",
        "presetenv",
        "dynamic-cookie-key",
        "agent-send",
        "token",
        "secret",
        "key",
        "jwt-secret",
    ];

    // Lines that are specific to a node: its name, and the sockets and files of its process.
    private static readonly string[] OfTheNode =
    [
        "stats socket ",
        "node ",
        "description ",
        "log-tag ",
        "log-send-hostname ",
        "localpeer ",
        "pidfile ",
    ];

    internal static bool NamesTheNode(string line) =>
        OfTheNode.Any(start => line.AsSpan().TrimStart(' ').StartsWith(start, StringComparison.Ordinal));

    /// <summary>
    /// The lines that are neither empty nor comments, with single spaces between words and indented within their section.
    /// </summary>
    internal static List<string> Normalise(string file)
    {
        var lines = new List<string>();
        foreach (var line in file.Split('\n'))
        {
            var words = Words(line);
            if (words.Count > 0)
            {
                lines.Add(
                    Sections.Contains(words[0], StringComparer.Ordinal)
                        ? string.Join(' ', words)
                        : "    " + string.Join(' ', words)
                );
            }
        }

        return lines;
    }

    /// <summary>The line with its secrets masked. In doubt a value is masked; the reader can still look at the node.</summary>
    internal static string Mask(string line)
    {
        var indent = line.Length - line.TrimStart(' ').Length;
        var words = Words(line);
        var shown = new List<string>(words.Count);
        for (var i = 0; i < words.Count; i++)
        {
            var before = i == 0 ? "" : words[i - 1];
            var name = i < 2 ? "" : words[i - 2];
            var isSecret =
                Sensitive.Contains(before, StringComparer.Ordinal)
                || name is "setenv" or "presetenv"
                || (before is "cookie" && shown[0] is "server" or "default-server")
                || (name is "set-header" or "add-header" or "hdr" && Redaction.IsSensitive(before))
                || (
                    name is "set-header" or "add-header" or "hdr"
                    && before.Contains("authorization", StringComparison.OrdinalIgnoreCase)
                );
            // The name of a variable is not a secret, its value is.
            shown.Add(isSecret && before is not ("setenv" or "presetenv") ? Redaction.Mask : words[i]);
        }

        return Printable.Excerpt(new string(' ', indent) + Redaction.Text(string.Join(' ', shown)), MaxLine);
    }

    // A '#' begins a comment unless it is escaped or quoted. An escaped or quoted space does not end a word.
    private static List<string> Words(string line)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        var quote = '\0';
        for (var i = 0; i < line.Length; i++)
        {
            var c = line[i];
            if (c == '\\' && quote != '\'' && i + 1 < line.Length)
            {
                word.Append(c).Append(line[++i]);
            }
            else if (quote == '\0' && c == '#')
            {
                break;
            }
            else if (quote == '\0' && char.IsWhiteSpace(c))
            {
                Flush(words, word);
            }
            else
            {
                quote =
                    quote == c ? '\0'
                    : quote == '\0' && c is '"' or '\'' ? c
                    : quote;
                word.Append(c);
            }
        }

        Flush(words, word);
        return words;
    }

    private static void Flush(List<string> words, StringBuilder word)
    {
        if (word.Length > 0)
        {
            words.Add(word.ToString());
            word.Clear();
        }
    }
}
