using System.Collections.Immutable;
using HaDashboard.Core.Diagnosis.Setup;

namespace HaDashboard.Adapters.Discovery;

/// <summary>Reads the output of the commands of <see cref="DiscoveryCommands"/>.</summary>
internal static class HaProxyListing
{
    /// <summary>The command lines of the processes, each once: a master process and its workers have the same.</summary>
    internal static ImmutableArray<HaProxyCommandLine> Processes(IReadOnlyList<string> lines)
    {
        var found = new List<List<string>>();
        foreach (var line in lines)
        {
            if (line.Equals(DiscoveryCommands.Process, StringComparison.Ordinal))
            {
                found.Add([]);
            }
            else if (found.Count > 0 && line.Length > 0)
            {
                found[^1].Add(line);
            }
        }

        // Two processes with the same files are one HAProxy: after a reload only the master process keeps its option -S.
        return
        [
            .. found
                .Select(HaProxyCommandLine.Of)
                .GroupBy(one => string.Join('\n', one.Files), StringComparer.Ordinal)
                .Select(group => group.FirstOrDefault(one => one.MasterSocket is not null) ?? group.First()),
        ];
    }

    /// <summary>The content of each file by its path. A file below no path is left out.</summary>
    internal static IReadOnlyDictionary<string, string> Files(IReadOnlyList<string> lines)
    {
        var found = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        List<string>? current = null;
        foreach (var line in lines)
        {
            if (
                line.StartsWith("==> ", StringComparison.Ordinal)
                && line.EndsWith(" <==", StringComparison.Ordinal)
                && line.Length > 8
            )
            {
                found[line[4..^4]] = current = [];
            }
            else
            {
                current?.Add(line);
            }
        }

        return found.ToDictionary(pair => pair.Key, pair => string.Join('\n', pair.Value), StringComparer.Ordinal);
    }

    /// <summary>The configuration of one HAProxy: its files, and the files of its folders in the order of their names.</summary>
    /// <returns>null if not every file could be read.</returns>
    internal static string? TextOf(IReadOnlyDictionary<string, string> files, ImmutableArray<string> paths)
    {
        var texts = paths
            .Select(path =>
                files.TryGetValue(path, out var text)
                    ? text
                    : string.Join(
                        '\n',
                        files
                            .Where(file => file.Key.StartsWith($"{path.TrimEnd('/')}/", StringComparison.Ordinal))
                            .OrderBy(file => file.Key, StringComparer.Ordinal)
                            .Select(file => file.Value)
                    )
            )
            .ToArray();
        return texts.Length > 0 && texts.All(text => text.Length > 0) ? string.Join('\n', texts) : null;
    }

    /// <summary>Whether sudo allows the reload of HAProxy without a password; null if the output is no list of rights.</summary>
    internal static bool? MayReload(string rights)
    {
        // sudo breaks long lines, so the line ends say nothing.
        var text = string.Join(' ', rights.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        if (text.Contains("password is required", StringComparison.Ordinal))
        {
            return false;
        }

        return text.IndexOf("may run the following commands", StringComparison.Ordinal) is >= 0 and var start
            ? text.IndexOf("NOPASSWD:", start, StringComparison.Ordinal) is >= 0 and var allowed
                && (
                    text.IndexOf("systemctl reload haproxy", allowed, StringComparison.Ordinal) >= 0
                    || text.IndexOf("NOPASSWD: ALL", allowed, StringComparison.Ordinal) >= 0
                )
            : null;
    }
}
