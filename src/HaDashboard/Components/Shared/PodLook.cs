using HaDashboard.Core.Facts.Kubernetes;

namespace HaDashboard.Components.Shared;

/// <summary>A pod's state as <c>kubectl get pods</c> words it, with its colour and icon.</summary>
internal static class PodLook
{
    internal static Look Of(Pod pod, bool stale) =>
        stale ? new Look(Tone.Stale, "?", $"was {pod.StatusWord}")
        : pod.IsReady || pod.IsCompleted ? new Look(Tone.Ok, "✓", pod.StatusWord)
        : new Look(Tone.Bad, "▼", pod.StatusWord is "Running" ? "Running, not ready" : pod.StatusWord); // a lost node's pods: kubectl says Running
}
