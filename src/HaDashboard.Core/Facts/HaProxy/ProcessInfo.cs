using System.Collections.Immutable;
using System.Globalization;

namespace HaDashboard.Core.Facts.HaProxy;

/// <summary>The response to <c>show info</c>: one HAProxy worker.</summary>
/// <param name="Stopping">True on a worker that a reload has replaced: its numbers are out of date.</param>
/// <param name="Fields">Every field in the order sent, so that pages can show fields that this code does not know.</param>
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

    /// <summary>
    /// True if both readings are of the same worker. The PID alone is not enough, because it can be reused after a reboot; the start time
    /// must be equal too.
    /// </summary>
    public bool IsSameWorker(ProcessInfo other) =>
        Pid == other.Pid
        && string.Equals(Text("Start_time_sec"), other.Text("Start_time_sec"), StringComparison.Ordinal);
}
