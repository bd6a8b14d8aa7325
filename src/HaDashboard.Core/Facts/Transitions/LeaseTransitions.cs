using HaDashboard.Core.Facts.Snapshots;

namespace HaDashboard.Core.Facts.Transitions;

/// <summary>Changes of who leads the controller-manager and the scheduler.</summary>
internal static class LeaseTransitions
{
    internal static void Add(KubernetesState before, KubernetesState after, DateTimeOffset at, Action<Transition> add)
    {
        if (
            ReferenceEquals(before.Leases.Value, after.Leases.Value)
            || before.Leases.Value is not { } old
            || after.Leases.Value is not { } now
        )
        {
            return;
        }

        foreach (var lease in now.Values)
        {
            if (
                old.GetValueOrDefault(lease.Name) is { } was
                && !string.Equals(was.Holder, lease.Holder, StringComparison.Ordinal)
            )
            {
                add(
                    new Transition(
                        at,
                        TransitionKind.Component,
                        TransitionTone.Neutral,
                        null,
                        $"{lease.Name} leader",
                        was.HolderHost ?? "nobody",
                        lease.HolderHost ?? "nobody",
                        null
                    )
                );
            }
        }
    }
}
