using System.Collections.Immutable;

namespace HaDashboard.Components.Actions;

/// <summary>The steps pressed so far towards a weight, before they are confirmed.</summary>
public sealed class WeightDraft(ImmutableArray<ActionTarget> targets, int steps)
{
    /// <summary>HAProxy's largest.</summary>
    public const int Max = 256;

    public event Action? Changed;

    public int Steps { get; private set; } = steps;

    public bool IsFor(IEnumerable<ActionTarget> others) => targets.SequenceEqual(others);

    public void Add(int steps)
    {
        Steps = Math.Clamp(Steps + steps, -Max, Max);
        Changed?.Invoke();
    }
}
