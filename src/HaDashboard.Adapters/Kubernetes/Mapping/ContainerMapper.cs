using System.Collections.Immutable;
using HaDashboard.Core.Facts.Kubernetes;
using k8s.Models;

namespace HaDashboard.Adapters.Kubernetes.Mapping;

/// <summary>Maps a pod's containers: the specification, joined with the last status that the kubelet reported for each.</summary>
internal static class ContainerMapper
{
    private const int Most = 100;

    // A limit for restarts that is never reached in practice; with it the sum over a pod stays an int.
    private const int MostRestarts = 10_000_000;

    public static ImmutableArray<Container> Map(V1Pod pod) =>
        [
            .. Joined(pod.Spec?.InitContainers, pod.Status?.InitContainerStatuses).Where(HasSomethingToSay).Take(Most),
            .. Joined(pod.Spec?.Containers, pod.Status?.ContainerStatuses).Take(Most),
        ];

    // An init container that has finished or not started would make a healthy pod look unhealthy; one that fails is the reason why the pod
    // does not start.
    private static bool HasSomethingToSay(Container container) =>
        container.State switch
        {
            { Phase: ContainerPhase.Running } => true,
            { Phase: ContainerPhase.Terminated, ExitCode: not 0 } => true,
            { Phase: ContainerPhase.Waiting, Reason: { Length: > 0 } and not "PodInitializing" } => true,
            _ => false,
        };

    private static IEnumerable<Container> Joined(
        IEnumerable<V1Container?>? specified,
        IEnumerable<V1ContainerStatus?>? statuses
    )
    {
        var byName = new Dictionary<string, V1ContainerStatus>(StringComparer.Ordinal);
        foreach (var status in statuses ?? [])
        {
            if (!string.IsNullOrEmpty(status?.Name))
            {
                byName[status.Name] = status;
            }
        }

        foreach (var container in specified ?? [])
        {
            if (!string.IsNullOrEmpty(container?.Name))
            {
                yield return Of(container.Name, container.Image, byName.GetValueOrDefault(container.Name));
            }
        }
    }

    private static Container Of(string name, string? image, V1ContainerStatus? status) =>
        new(
            ApiText.Bounded(name)!,
            ApiText.Bounded(image ?? status?.Image, 300),
            status?.Ready ?? false,
            Math.Clamp(status?.RestartCount ?? 0, 0, MostRestarts),
            State(status?.State) ?? new ContainerState(ContainerPhase.Unknown),
            State(status?.LastState)
        );

    private static ContainerState? State(V1ContainerState? state) =>
        state switch
        {
            { Running: { } running } => new ContainerState(
                ContainerPhase.Running,
                StartedAt: ApiTime.Of(running.StartedAt)
            ),
            { Waiting: { } waiting } => new ContainerState(
                ContainerPhase.Waiting,
                ApiText.Bounded(waiting.Reason),
                ApiText.Bounded(waiting.Message, ApiText.Sentence)
            ),
            { Terminated: { } ended } => new ContainerState(
                ContainerPhase.Terminated,
                ApiText.Bounded(ended.Reason),
                ApiText.Bounded(ended.Message, ApiText.Sentence),
                ended.ExitCode,
                ended.Signal,
                ApiTime.Of(ended.StartedAt),
                ApiTime.Of(ended.FinishedAt)
            ),
            _ => null,
        };
}
