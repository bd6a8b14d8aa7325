using HaDashboard.Core.Facts.Snapshots;

namespace HaDashboard.Core.Facts.Transitions;

/// <summary>
/// Finds the changes between two snapshots, in the words of the timeline. Only slices that are not the same reference are compared.
/// </summary>
public static class TransitionDetector
{
    public static IReadOnlyList<Transition> Between(ClusterSnapshot before, ClusterSnapshot after, DateTimeOffset at)
    {
        List<Transition>? found = null;
        void Add(Transition transition) => (found ??= []).Add(transition);

        for (var i = 0; i < after.Nodes.Length; i++)
        {
            var (old, now) = (before.Nodes[i], after.Nodes[i]);
            if (!ReferenceEquals(old.HaProxy, now.HaProxy))
            {
                HaProxyTransitions.Add(now.Name, old.HaProxy, now.HaProxy, at, Add);
            }

            if (!ReferenceEquals(old, now))
            {
                ProbeTransitions.Add(old, now, at, Add);
            }
        }

        if (!ReferenceEquals(before.Kubernetes, after.Kubernetes))
        {
            KubernetesTransitions.Add(before.Kubernetes, after.Kubernetes, at, Add);
            LeaseTransitions.Add(before.Kubernetes, after.Kubernetes, at, Add);
        }

        EndpointTransitions.Add(before, after, at, Add);
        if (before.Reloads != after.Reloads)
        {
            ReloadTransitions.Add(before.Reloads, after.Reloads, at, Add);
        }

        return found ?? (IReadOnlyList<Transition>)[];
    }
}
