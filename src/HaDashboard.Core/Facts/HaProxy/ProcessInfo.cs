using System.Collections.Immutable;
using System.Globalization;

namespace HaDashboard.Core.Facts.HaProxy;

/// <summary>The response to <c>show info</c>: one HAProxy worker.</summary>
/// <param name="Stopping">
/// True on a worker that a reload has replaced: its numbers are out of date. HAProxy before 1.9 does not report it: false.
/// </param>
/// <param name="ReadAt">When the response arrived, by the dashboard's clock.</param>
/// <param name="Fields">Every field in the order sent, so that pages can show fields that this code does not know.</param>
public sealed record ProcessInfo(
    string Version,
    int Pid,
    long UptimeSeconds,
    bool Stopping,
    DateTimeOffset ReadAt,
    ImmutableArray<KeyValuePair<string, string>> Fields
)
{
    /// <summary>
    /// The uptime is in whole seconds, and a slow response arrives later than it was written. A worker that replaces another one with the
    /// same PID within this time is not detected, and a larger step of the dashboard's clock reads as one new worker.
    /// </summary>
    private static readonly TimeSpan StartTolerance = TimeSpan.FromSeconds(5);

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

    /// <summary>
    /// True if both readings are of the same worker. The PID alone is not enough, because it can be reused after a reboot or in a new
    /// container; the start time must be equal too. HAProxy before 2.4 does not report it, and it is computed from the uptime.
    /// </summary>
    public bool IsSameWorker(ProcessInfo other) =>
        Pid == other.Pid
        && (Text("Start_time_sec"), other.Text("Start_time_sec")) switch
        {
            (null, null) => (ComputedStart - other.ComputedStart).Duration() <= StartTolerance,
            var (mine, others) => string.Equals(mine, others, StringComparison.Ordinal),
        };

    private DateTimeOffset ComputedStart => ReadAt - TimeSpan.FromSeconds(UptimeSeconds);
}
