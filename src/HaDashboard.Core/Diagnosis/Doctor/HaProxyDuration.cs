using System.Globalization;

namespace HaDashboard.Core.Diagnosis.Doctor;

/// <summary>A time as haproxy.cfg writes it: <c>50000</c> are milliseconds, <c>50s</c>, <c>1h</c>.</summary>
internal static class HaProxyDuration
{
    /// <summary>null if the text is not a duration: an environment variable, a word.</summary>
    internal static TimeSpan? Parse(string? text)
    {
        var digits = text?.TakeWhile(char.IsAsciiDigit).Count() ?? 0;
        return
            digits is > 0 and < 16
            && long.TryParse(text.AsSpan(0, digits), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? text![digits..] switch
            {
                "us" => TimeSpan.FromMicroseconds(number),
                "" or "ms" => TimeSpan.FromMilliseconds(number),
                "s" => Whole(number, TimeSpan.FromSeconds(1)),
                "m" => Whole(number, TimeSpan.FromMinutes(1)),
                "h" => Whole(number, TimeSpan.FromHours(1)),
                "d" => Whole(number, TimeSpan.FromDays(1)),
                _ => null,
            }
            : null;
    }

    internal static string Text(TimeSpan time) =>
        time switch
        {
            { TotalDays: >= 2 } => Round(time.TotalDays, "d"),
            { TotalHours: >= 1 } => Round(time.TotalHours, "h"),
            { TotalMinutes: >= 2 } => Round(time.TotalMinutes, "min"),
            { TotalSeconds: >= 1 } => Round(time.TotalSeconds, "s"),
            _ => Round(time.TotalMilliseconds, "ms"),
        };

    // HAProxy rejects durations over 24 days, but the file may not have been loaded yet.
    private static TimeSpan? Whole(long number, TimeSpan unit) =>
        number <= TimeSpan.FromDays(10000) / unit ? unit * number : null;

    private static string Round(double number, string unit) =>
        string.Create(CultureInfo.InvariantCulture, $"{number:0.#} {unit}");
}
