using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Text;

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
                        TransitionTexts.LeaderOf(lease.Name),
                        Holder(was),
                        Holder(lease),
                        null
                    )
                );
            }
        }
    }

    private static Message Holder(Lease lease) =>
        lease.HolderHost is { } host ? Message.Verbatim(host) : TransitionTexts.NoHolder;
}
