namespace HaDashboard.Components.Stats;

/// <summary>hatop's display modes, by its numbers.</summary>
public enum StatMode
{
    Status = 1,
    Traffic,
    Http,
    Errors,
    Cli,
}

public static class StatModes
{
    public static IReadOnlyList<StatMode> All { get; } = Enum.GetValues<StatMode>();

    /// <summary>As in the address: <c>?mode=traffic</c>.</summary>
    public static string Id(this StatMode mode) =>
        mode switch
        {
            StatMode.Traffic => "traffic",
            StatMode.Http => "http",
            StatMode.Errors => "errors",
            StatMode.Cli => "cli",
            _ => "status",
        };

    /// <summary>As hatop's footer spells it.</summary>
    public static string Label(this StatMode mode) => mode.Id().ToUpperInvariant();

    public static StatMode Parse(string? id) =>
        All.FirstOrDefault(mode => mode.Id().Equals(id, StringComparison.OrdinalIgnoreCase), StatMode.Status);
}
