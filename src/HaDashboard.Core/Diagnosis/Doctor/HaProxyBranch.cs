using System.Collections.Frozen;
using System.Globalization;

namespace HaDashboard.Core.Diagnosis.Doctor;

/// <summary>
/// Until when haproxy.org mends a branch, from the table on its front page; a quarter there is its last day here. A
/// distribution may mend one
/// for longer by itself, and this can't know.
/// </summary>
internal static class HaProxyBranch
{
    private static readonly FrozenDictionary<string, DateOnly> Ends = new Dictionary<string, DateOnly>(
        StringComparer.Ordinal
    )
    {
        ["1.8"] = new(2022, 12, 31),
        ["1.9"] = new(2020, 6, 30),
        ["2.0"] = new(2024, 6, 30),
        ["2.1"] = new(2021, 3, 31),
        ["2.2"] = new(2025, 6, 30),
        ["2.3"] = new(2022, 3, 31),
        ["2.4"] = new(2026, 6, 30),
        ["2.5"] = new(2023, 3, 31),
        ["2.6"] = new(2027, 6, 30),
        ["2.7"] = new(2024, 3, 31),
        ["2.8"] = new(2028, 6, 30),
        ["2.9"] = new(2025, 3, 31),
        ["3.0"] = new(2029, 6, 30),
        ["3.1"] = new(2026, 3, 31),
        ["3.2"] = new(2030, 6, 30),
        ["3.3"] = new(2027, 3, 31),
        ["3.4"] = new(2031, 6, 30),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary><c>2.6</c> of <c>2.6.12-1+deb12u3</c>; null where the text is no version.</summary>
    internal static string? Of(string version)
    {
        var parts = version.Split('.', 3);
        var minor = parts.Length < 2 ? "" : string.Concat(parts[1].TakeWhile(char.IsAsciiDigit));
        return parts.Length >= 2 && minor.Length > 0 && parts[0].Length > 0 && parts[0].All(char.IsAsciiDigit)
            ? string.Create(CultureInfo.InvariantCulture, $"{parts[0]}.{minor}")
            : null;
    }

    /// <summary>The last day; null for a branch that this table does not have.</summary>
    internal static DateOnly? EndOf(string branch) => Ends.TryGetValue(branch, out var end) ? end : null;

    /// <summary>Older than all that the table has.</summary>
    internal static bool IsAncient(string branch) => branch is ['0' or '1', '.', ..] && !Ends.ContainsKey(branch);
}
