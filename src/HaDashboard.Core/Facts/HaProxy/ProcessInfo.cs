using System.Collections.Immutable;
using System.Globalization;

namespace HaDashboard.Core.Facts.HaProxy;

/// <summary>The answer to <c>show info</c>: one HAProxy worker.</summary>
/// <param name="Stopping">True on a worker that a reload has replaced: its numbers are of the past.</param>
/// <param name="Fields">Every field as sent, in order, for the pages and for versions newer than this code.</param>
public sealed record ProcessInfo(
    string Version,
    int Pid,
    long UptimeSeconds,
    bool Stopping,
    ImmutableArray<KeyValuePair<string, string>> Fields
)
{
    public string? Text(string field)
    {
        foreach (var pair in Fields)
        {
            if (pair.Key.Equals(field, StringComparison.Ordinal))
            {
                return pair.Value;
            }
        }

        return null;
    }

    public long? Number(string field) =>
        long.TryParse(Text(field), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            ? value
            : null;

    /// <summary>The same worker: a process id may come back after a reboot, a start time with it hardly.</summary>
    public bool IsSameWorker(ProcessInfo other) =>
        Pid == other.Pid
        && string.Equals(Text("Start_time_sec"), other.Text("Start_time_sec"), StringComparison.Ordinal);
}
