using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Core.Facts.Transitions;

/// <summary>Finds changes of nodes and pods according to the Kubernetes API, and of the reachability of the API.</summary>
internal static class KubernetesTransitions
{
    internal static void Add(KubernetesState before, KubernetesState after, DateTimeOffset at, Action<Transition> add)
    {
        AddApi(before.Api, after.Api, at, add);
        if (before.Nodes.Value is { } oldNodes && after.Nodes.Value is { } nodes && !ReferenceEquals(oldNodes, nodes))
        {
            AddNodes(oldNodes, nodes, at, add);
        }

        if (before.Pods.Value is { } oldPods && after.Pods.Value is { } pods && !ReferenceEquals(oldPods, pods))
        {
            AddPods(oldPods, pods, at, add);
        }
    }

    private static void AddApi(
        Slice<KubernetesEndpoint> before,
        Slice<KubernetesEndpoint> after,
        DateTimeOffset at,
        Action<Transition> add
    )
    {
        var (was, now) = (Word(before), Word(after));
        if (now is null || string.Equals(was, now, StringComparison.Ordinal) || (was is null && after.IsFresh))
        {
            return;
        }

        add(
            new Transition(
                at,
                TransitionKind.Api,
                after.IsFresh ? TransitionTone.Good : TransitionTone.Bad,
                null,
                "Kubernetes API",
                was,
                now,
                after.IsFresh ? after.Value?.Address : after.Failure?.Message ?? "No new data arrived in time."
            )
        );
    }

    private static string? Word(Slice<KubernetesEndpoint> api) =>
        api switch
        {
            { IsFresh: true } => "answers",
            { Failure: not null } or { Freshness: Freshness.Stale } => "unreachable",
            _ => null,
        };

    private static void AddNodes(
        IReadOnlyDictionary<string, Node> before,
        IReadOnlyDictionary<string, Node> after,
        DateTimeOffset at,
        Action<Transition> add
    )
    {
        foreach (var node in after.Values)
        {
            var old = before.GetValueOrDefault(node.Name.Value);
            if (old is null)
            {
                add(
                    new Transition(
                        at,
                        TransitionKind.Node,
                        TransitionTone.Neutral,
                        node.Name,
                        "node",
                        null,
                        ReadyWord(node),
                        "joined"
                    )
                );
                continue;
            }

            if (old.Ready != node.Ready)
            {
                add(
                    new Transition(
                        at,
                        TransitionKind.Node,
                        node.Ready switch
                        {
                            true => TransitionTone.Good,
                            false => TransitionTone.Bad,
                            _ => TransitionTone.Unknown,
                        },
                        node.Name,
                        "node",
                        ReadyWord(old),
                        ReadyWord(node),
                        node.ReadyCondition?.Reason
                    )
                );
            }

            if (old.Unschedulable != node.Unschedulable)
            {
                add(
                    new Transition(
                        at,
                        TransitionKind.Node,
                        TransitionTone.Intent,
                        node.Name,
                        "node",
                        Schedulable(old),
                        Schedulable(node),
                        null
                    )
                );
            }
        }

        foreach (var gone in before.Values.Where(node => !after.ContainsKey(node.Name.Value)))
        {
            add(
                new Transition(
                    at,
                    TransitionKind.Node,
                    TransitionTone.Neutral,
                    gone.Name,
                    "node",
                    ReadyWord(gone),
                    null,
                    "left the cluster"
                )
            );
        }
    }

    private static string ReadyWord(Node node) =>
        node.Ready switch
        {
            true => "Ready",
            false => "NotReady",
            _ => "Unknown",
        };

    private static string Schedulable(Node node) => node.Unschedulable ? "cordoned" : "schedulable";

    private static void AddPods(
        IReadOnlyDictionary<string, Pod> before,
        IReadOnlyDictionary<string, Pod> after,
        DateTimeOffset at,
        Action<Transition> add
    )
    {
        foreach (var pod in after.Values)
        {
            var old = before.GetValueOrDefault(pod.Key);
            if (ReferenceEquals(old, pod))
            {
                continue;
            }

            var (was, now) = (old is null ? null : PodWord(old), PodWord(pod));
            if (!string.Equals(was, now, StringComparison.Ordinal))
            {
                var restarted = old is not null && pod.Restarts > old.Restarts ? $"restart {pod.Restarts}" : null;
                add(
                    new Transition(
                        at,
                        TransitionKind.Pod,
                        ToneOf(pod, isNew: old is null),
                        pod.Node,
                        pod.Key,
                        was,
                        now,
                        restarted
                    )
                );
            }
            else if (old is not null && pod.Restarts > old.Restarts)
            {
                add(
                    new Transition(
                        at,
                        TransitionKind.Pod,
                        TransitionTone.Bad,
                        pod.Node,
                        pod.Key,
                        was,
                        now,
                        $"restart {pod.Restarts}"
                    )
                );
            }
        }

        foreach (var gone in before.Values.Where(pod => !after.ContainsKey(pod.Key)))
        {
            add(
                new Transition(
                    at,
                    TransitionKind.Pod,
                    TransitionTone.Neutral,
                    gone.Node,
                    gone.Key,
                    PodWord(gone),
                    null,
                    "removed"
                )
            );
        }
    }

    // A pod that was just created or is being deleted is expected not to be ready.
    private static TransitionTone ToneOf(Pod pod, bool isNew) =>
        pod.IsReady || pod.IsCompleted ? TransitionTone.Good
        : pod.DeletedAt is not null || (isNew && !pod.IsCrashLooping) ? TransitionTone.Neutral
        : TransitionTone.Bad;

    private static string PodWord(Pod pod) =>
        pod.StatusWord is "Running"
            ? pod.IsReady
                ? "Running"
                : "Running, not ready"
            : pod.StatusWord;
}
