using System.Collections.Immutable;
using HaDashboard.Core.Operations.Actions;

namespace HaDashboard.Components.Actions.Targets;

/// <summary>The weight steps entered so far, before they are confirmed.</summary>
public sealed class WeightDraft(ImmutableArray<ActionTarget> targets, int steps)
{
    public event Action? Changed;

    public int Steps { get; private set; } = steps;

    public bool IsFor(IEnumerable<ActionTarget> others) => targets.SequenceEqual(others);

    public void Add(int steps)
    {
        Steps = Math.Clamp(Steps + steps, -WeightChange.Max, WeightChange.Max);
        Changed?.Invoke();
    }
}
