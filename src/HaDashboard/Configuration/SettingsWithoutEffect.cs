using System.Collections.Immutable;

namespace HaDashboard.Configuration;

/// <summary>The keys that are accepted and validated, but that no part of the program uses yet.</summary>
internal static class SettingsWithoutEffect
{
    private static readonly string[] Keys = ["History", "Alerts", "HaProxy:ApiFrontend"];

    /// <returns>The full paths of those keys that have a value in <paramref name="dashboard"/>, for example
    /// <c>HaDashboard:History</c>.</returns>
    public static ImmutableArray<string> ConfiguredIn(IConfigurationSection dashboard) =>
        [.. Keys.Where(key => HasValue(dashboard.GetSection(key))).Select(key => $"{dashboard.Path}:{key}")];

    /// <summary>The warning for one key. It never contains the value, which may be a secret.</summary>
    public static string WarningFor(string key) => $"{key} is configured but not available yet; it has no effect.";

    private static bool HasValue(IConfigurationSection section) =>
        !string.IsNullOrWhiteSpace(section.Value) || section.GetChildren().Any(HasValue);
}
