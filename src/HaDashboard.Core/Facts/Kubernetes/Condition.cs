namespace HaDashboard.Core.Facts.Kubernetes;

/// <summary>A condition of a node or a pod, as the API reports it.</summary>
/// <param name="Status"><c>True</c>, <c>False</c> or <c>Unknown</c>, as the API spells it.</param>
public sealed record Condition(
    string Type,
    string Status,
    string? Reason,
    string? Message,
    DateTimeOffset? LastTransition
)
{
    /// <summary>The status as a boolean; null for <c>Unknown</c> and for any other value.</summary>
    public bool? IsTrue =>
        Status switch
        {
            "True" => true,
            "False" => false,
            _ => null,
        };
}
