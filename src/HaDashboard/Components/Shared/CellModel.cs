namespace HaDashboard.Components.Shared;

/// <summary>Everything a cell shows. A record, so that a cell knows by comparing whether there is anything to render.</summary>
/// <param name="Detail">The second line, before the age.</param>
/// <param name="Since">The start of the state; its age ticks in the browser.</param>
/// <param name="AgeSuffix">Words behind the age: "old" for stale facts.</param>
/// <param name="Label">The whole cell in one sentence, for a screen reader and for hover.</param>
public sealed record CellModel(
    Tone Tone,
    string Icon,
    string Word,
    string? Detail,
    DateTimeOffset? Since,
    string? AgeSuffix,
    string Label
)
{
    public string TestId { get; init; } = "cell";

    public string? Href { get; init; }

    public string? Node { get; init; }

    public string? Server { get; init; }

    public string? Status { get; init; }

    public string? Component { get; init; }

    public string? State { get; init; }

    public bool Stale { get; init; }
}
