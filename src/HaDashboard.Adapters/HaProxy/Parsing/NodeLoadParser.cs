using System.Globalization;
using HaDashboard.Core.Facts.ControlPlane;

namespace HaDashboard.Adapters.HaProxy.Parsing;

/// <summary>Parses the output of <c>cat /proc/loadavg /proc/meminfo</c>.</summary>
internal static class NodeLoadParser
{
    /// <summary>A million waiting processes, or a petabyte: larger numbers do not come from a real node.</summary>
    private const double MostLoad = 1_000_000;
    private const long MostKilobytes = 1L << 40;

    /// <returns>null where a number is missing or malformed: half an answer would look like a node without memory.</returns>
    internal static NodeLoad? Parse(string output)
    {
        var lines = output.Split('\n');
        if (LoadsOf(lines[0]) is not [var one, var five, var fifteen])
        {
            return null;
        }

        var total = BytesOf(lines, "MemTotal:");
        var available = BytesOf(lines, "MemAvailable:");
        return total is > 0 && available <= total
            ? new NodeLoad(one, five, fifteen, total.Value, available.Value)
            : null;
    }

    private static double[] LoadsOf(string line)
    {
        var loads = new List<double>();
        foreach (var field in line.Split(' ').Take(3))
        {
            if (
                double.TryParse(field, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var load)
                && load <= MostLoad
            )
            {
                loads.Add(load);
            }
        }

        return [.. loads];
    }

    private static long? BytesOf(string[] lines, string name)
    {
        var line = Array.Find(lines, line => line.StartsWith(name, StringComparison.Ordinal))?.TrimEnd('\r');
        var fields = line?[name.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (
            fields is not [var number, "kB"]
            || !long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var kilobytes)
            || kilobytes > MostKilobytes
        )
        {
            return null;
        }

        return kilobytes * 1024;
    }
}
