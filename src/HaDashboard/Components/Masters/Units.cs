using System.Globalization;

namespace HaDashboard.Components.Masters;

/// <summary>Formats sizes, durations and numbers.</summary>
internal static class Units
{
    private static readonly string[] Binary = ["B", "KiB", "MiB", "GiB", "TiB"];

    internal static string Bytes(long bytes)
    {
        double value = bytes;
        var unit = 0;
        while (value >= 1024 && unit < Binary.Length - 1)
        {
            value /= 1024;
            unit++;
        }

        return string.Create(CultureInfo.InvariantCulture, $"{value:0.#} {Binary[unit]}");
    }

    internal static string Milliseconds(TimeSpan span) =>
        span.TotalMilliseconds switch
        {
            < 1 => "<1 ms",
            < 10 => string.Create(CultureInfo.InvariantCulture, $"{span.TotalMilliseconds:0.#} ms"),
            < 10_000 => string.Create(CultureInfo.InvariantCulture, $"{span.TotalMilliseconds:0} ms"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{span.TotalSeconds:0} s"),
        };

    internal static string Number(long? number) =>
        number is { } n ? n.ToString("#,0", CultureInfo.InvariantCulture) : "";
}
