using HaDashboard.Components.Shared;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Components.PodParts;

/// <summary>The state of a pod in the words of <c>kubectl get pods</c>, with a colour and an icon.</summary>
internal static class PodStyle
{
    // kubectl prints Running for the pods of an unreachable node although they are not ready.
    internal static StatusStyle Of(Pod pod, bool stale) =>
        stale ? new StatusStyle(Tone.Stale, "?", PodTexts.Was(pod.StatusWord))
        : pod.IsReady || pod.IsCompleted ? new StatusStyle(Tone.Ok, "✓", Message.Verbatim(pod.StatusWord))
        : pod.StatusWord is "Running" ? new StatusStyle(Tone.Bad, "▼", PodTexts.RunningNotReady)
        : new StatusStyle(Tone.Bad, "▼", Message.Verbatim(pod.StatusWord));
}
