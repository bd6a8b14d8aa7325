using HaDashboard.Components.Shared;
using HaDashboard.Core.Facts.Kubernetes;

namespace HaDashboard.Components.PodParts;

/// <summary>The state of a pod in the words of <c>kubectl get pods</c>, with a colour and an icon.</summary>
internal static class PodStyle
{
    // kubectl prints Running for the pods of an unreachable node although they are not ready.
    internal static StatusStyle Of(Pod pod, bool stale) =>
        stale ? new StatusStyle(Tone.Stale, "?", $"was {pod.StatusWord}")
        : pod.IsReady || pod.IsCompleted ? new StatusStyle(Tone.Ok, "✓", pod.StatusWord)
        : new StatusStyle(Tone.Bad, "▼", pod.StatusWord is "Running" ? "Running, not ready" : pod.StatusWord);
}
