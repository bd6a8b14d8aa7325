using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Facts.Text;

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
        if (now is null || was == now || (was is null && after.IsFresh))
        {
            return;
        }

        add(
            new Transition(
                at,
                TransitionKind.Api,
                after.IsFresh ? TransitionTone.Good : TransitionTone.Bad,
                null,
                TransitionTexts.KubernetesApi,
                was,
                now,
                after.FreshValue is { } api
                    ? Message.Verbatim(api.Address)
                    : after.Failure?.Message ?? TransitionTexts.NoNewData
            )
        );
    }

    private static Message? Word(Slice<KubernetesEndpoint> api) =>
        api switch
        {
            { IsFresh: true } => TransitionTexts.Answers,
            { Failure: not null } or { Freshness: Freshness.Stale } => TransitionTexts.Unreachable,
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
                        TransitionTexts.Node,
                        null,
                        ReadyWord(node),
                        TransitionTexts.Joined
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
                        TransitionTexts.Node,
                        ReadyWord(old),
                        ReadyWord(node),
                        node.ReadyCondition?.Reason is { } reason ? Message.Verbatim(reason) : null
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
                        TransitionTexts.Node,
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
                    TransitionTexts.Node,
                    ReadyWord(gone),
                    null,
                    TransitionTexts.LeftCluster
                )
            );
        }
    }

    private static Message ReadyWord(Node node) =>
        Message.Verbatim(
            node.Ready switch
            {
                true => "Ready",
                false => "NotReady",
                _ => "Unknown",
            }
        );

    private static Message Schedulable(Node node) =>
        node.Unschedulable ? TransitionTexts.Cordoned : TransitionTexts.Schedulable;

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
            if (was != now)
            {
                var restarted =
                    old is not null && pod.Restarts > old.Restarts ? TransitionTexts.Restart(pod.Restarts) : null;
                add(
                    new Transition(
                        at,
                        TransitionKind.Pod,
                        ToneOf(pod, isNew: old is null),
                        pod.Node,
                        Message.Verbatim(pod.Key),
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
                        Message.Verbatim(pod.Key),
                        was,
                        now,
                        TransitionTexts.Restart(pod.Restarts)
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
                    Message.Verbatim(gone.Key),
                    PodWord(gone),
                    null,
                    TransitionTexts.Removed
                )
            );
        }
    }

    // A pod that was just created or is being deleted is expected not to be ready.
    private static TransitionTone ToneOf(Pod pod, bool isNew) =>
        pod.IsReady || pod.IsCompleted ? TransitionTone.Good
        : pod.DeletedAt is not null || (isNew && !pod.IsCrashLooping) ? TransitionTone.Neutral
        : TransitionTone.Bad;

    private static Message PodWord(Pod pod) =>
        pod.StatusWord is "Running" && !pod.IsReady
            ? TransitionTexts.RunningNotReady
            : Message.Verbatim(pod.StatusWord);
}
