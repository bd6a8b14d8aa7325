using System.Collections.Frozen;

namespace HaDashboard.Core.Diagnosis.Doctor;

/// <summary>
/// The end of life of each HAProxy branch, from the table on the front page of haproxy.org. A quarter in that table is its last day here.
/// A distribution may support a branch for longer; this table does not contain that.
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

    /// <summary>The last day of support; null for a branch that this table does not contain.</summary>
    internal static DateOnly? EndOf(string branch) => Ends.TryGetValue(branch, out var end) ? end : null;
}
