using System.Globalization;

namespace HaDashboard.Components.Stats;

/// <summary>
/// Formats numbers as hatop does: in full while they fit, then in k, M, G. Bytes are binary with two decimals. Seconds are in their largest
/// unit.
/// </summary>
public static class StatNumber
{
    private static readonly (long Size, string Unit)[] Metric = [(1_000_000_000, "G"), (1_000_000, "M"), (1_000, "k")];
    private static readonly (long Size, string Unit)[] Binary =
    [
        (1L << 40, "T"),
        (1L << 30, "G"),
        (1L << 20, "M"),
        (1L << 10, "K"),
    ];
    private static readonly (long Size, string Unit)[] Time = [(86_400, "d"), (3_600, "h"), (60, "m")];

    /// <param name="width">The number of characters that fit.</param>
    public static string Count(long value, int width)
    {
        var whole = value.ToString(CultureInfo.InvariantCulture);
        return whole.Length <= width ? whole : Scaled(value, Metric) ?? whole;
    }

    public static string Bytes(double value)
    {
        foreach (var (size, unit) in Binary)
        {
            if (value >= size)
            {
                return (value / size).ToString("0.00", CultureInfo.InvariantCulture) + unit;
            }
        }

        return string.Create(CultureInfo.InvariantCulture, $"{value:0}B");
    }

    public static string Seconds(long value) =>
        Scaled(value, Time) ?? string.Create(CultureInfo.InvariantCulture, $"{value}s");

    /// <summary>A rate, with one decimal while it is small: 0.4 per second must not become 0.</summary>
    public static string Rate(double value) =>
        value is > 0 and < 10 ? value.ToString("0.0", CultureInfo.InvariantCulture) : Count((long)Math.Round(value), 7);

    private static string? Scaled(long value, (long Size, string Unit)[] units)
    {
        foreach (var (size, unit) in units)
        {
            if (value >= size)
            {
                return string.Create(CultureInfo.InvariantCulture, $"{value / size}{unit}");
            }
        }

        return null;
    }
}
