namespace HaDashboard.Components.Stats;

/// <summary>hatop's display modes, with its numbers.</summary>
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

    /// <summary>The value in the URL: <c>?mode=traffic</c>.</summary>
    public static string Id(this StatMode mode) =>
        mode switch
        {
            StatMode.Traffic => "traffic",
            StatMode.Http => "http",
            StatMode.Errors => "errors",
            StatMode.Cli => "cli",
            _ => "status",
        };

    /// <summary>The label in hatop's footer.</summary>
    public static string Label(this StatMode mode) => mode.Id().ToUpperInvariant();

    public static StatMode Parse(string? id) =>
        All.FirstOrDefault(mode => mode.Id().Equals(id, StringComparison.OrdinalIgnoreCase), StatMode.Status);
}
