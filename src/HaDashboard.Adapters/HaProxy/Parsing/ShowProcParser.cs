using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using HaDashboard.Core.Facts.HaProxy;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Adapters.HaProxy.Parsing;

/// <summary>
/// Parses <c>show proc</c> of the master CLI. Up to 2.4 it has one more column (<c>&lt;relative PID&gt;</c>, which may read
/// <c>[was: 1]</c>) and does not count failures; 1.9 has no column for the version and a blank in the uptime. From 2.0 to 3.0 a section of
/// programs follows, which are not workers.
/// </summary>
internal static partial class ShowProcParser
{
    /// <exception cref="SourceFailureException">The reply is not such a table.</exception>
    internal static MasterProcess Parse(ReadOnlySpan<byte> reply)
    {
        var text = Encoding.UTF8.GetString(reply);
        Match? master = null;
        var workers = ImmutableArray.CreateBuilder<WorkerProcess>();
        var old = ImmutableArray.CreateBuilder<WorkerProcess>();
        var section = "";
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line[0] is '#')
            {
                section = line;
            }
            else if (Row().Match(line) is not { Success: true } row)
            {
                throw Malformed(line);
            }
            else if (row.Groups["type"].ValueSpan is "master")
            {
                master = row;
            }
            else if (row.Groups["type"].ValueSpan is "worker")
            {
                (section.StartsWith("# old", StringComparison.Ordinal) ? old : workers).Add(
                    new WorkerProcess(
                        Number(row, "pid"),
                        Number(row, "reloads"),
                        Uptime(row),
                        row.Groups["version"].Value
                    )
                );
            }
        }

        return master is null
            ? throw Malformed(text)
            : new MasterProcess(
                Number(master, "pid"),
                Number(master, "reloads"),
                master.Groups["failed"].Success ? Number(master, "failed") : null,
                Uptime(master),
                master.Groups["version"].Value,
                workers.ToImmutable(),
                old.ToImmutable()
            );
    }

    private static int Number(Match row, string group) =>
        int.Parse(row.Groups[group].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture);

    private static TimeSpan Uptime(Match row) =>
        new(Number(row, "d"), Number(row, "h"), Number(row, "m"), Number(row, "s"));

    private static SourceFailureException Malformed(string what) =>
        new(FailureKind.Malformed, HaProxyAdapterTexts.ShowProcUnreadable(Printable.Excerpt(what, 100)));

    [GeneratedRegex(
        @"^(?<pid>[0-9]{1,9})\s+(?<type>\S+)\s+(([0-9]{1,9}|\[was: [0-9]{1,9}\])\s+)?(?<reloads>[0-9]{1,9})"
            + @"(\s\[failed: (?<failed>[0-9]{1,9})\])?\s+"
            + @"(?<d>[0-9]{1,6})d\s?(?<h>[0-9]{1,2})h(?<m>[0-9]{1,2})m(?<s>[0-9]{1,2})s(\s+(?<version>\S+))?\s*$",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant,
        2000
    )]
    private static partial Regex Row();
}
