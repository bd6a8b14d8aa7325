using HaDashboard.Core.Facts.Snapshots;

namespace HaDashboard.Core.Facts.Transitions;

/// <summary>Finds changes of the leader of the controller manager and of the scheduler.</summary>
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
                        was.HolderHost ?? "none",
                        lease.HolderHost ?? "none",
                        null
                    )
                );
            }
        }
    }
}
