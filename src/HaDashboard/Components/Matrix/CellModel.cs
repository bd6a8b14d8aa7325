using HaDashboard.Components.Shared;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Components.Matrix;

/// <summary>The content of a cell. It is a record so that a cell compares two of them to decide whether it renders again.</summary>
/// <param name="Detail">The second line, before the age.</param>
/// <param name="Since">The start of the state, or the last update of stale data. The browser shows its age.</param>
/// <param name="IsLastSeen"><paramref name="Since"/> is the last update of stale data.</param>
/// <param name="Label">The whole cell in one sentence, for screen readers and as tooltip.</param>
public sealed record CellModel(
    Tone Tone,
    string Icon,
    Message Word,
    Message? Detail,
    DateTimeOffset? Since,
    bool IsLastSeen,
    Message Label
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
