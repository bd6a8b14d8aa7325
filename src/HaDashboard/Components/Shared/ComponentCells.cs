using HaDashboard.Core.Inventory;
using HaDashboard.Core.Kubernetes;
using HaDashboard.Core.Snapshots;

namespace HaDashboard.Components.Shared;

/// <summary>The cells of the master × component grid.</summary>
public static class ComponentCells
{
    public static CellModel Of(KubernetesState kubernetes, NodeName master, ControlPlaneComponent component)
    {
        var pod = kubernetes.ComponentPod(master, component);
        return Describe(kubernetes, master, component.Id(), pod) with
        {
            TestId = "component",
            Node = master.Value,
            Component = component.Id(),
            Href = pod is null ? null : Links.Pod(pod),
        };
    }

    private static CellModel Describe(KubernetesState kubernetes, NodeName master, string id, Pod? pod)
    {
        if (kubernetes.Pods.Freshness is Freshness.Never)
        {
            return new CellModel(Tone.None, "?", "unknown", "never seen", null, null, $"{id} on {master}: the API never told") { State = "unknown", Stale = true };
        }

        if (kubernetes.Pods.Freshness is Freshness.Stale)
        {
            var was = pod is null ? "missing" : Word(pod);
            return new CellModel(Tone.Stale, "?", $"was {was}", null, kubernetes.Pods.ObservedAt, "old", $"{id} on {master} was {was} when the API last answered; now it is unknown")
            { State = was, Stale = true };
        }

        if (pod is null)
        {
            return new CellModel(Tone.Bad, "▼", "missing", "no pod", null, null, $"There is no {id} pod on {master}") { State = "missing" };
        }

        // What the API says of a pod is what its kubelet said last. With the node not Ready nobody is saying anything.
        if (kubernetes.Node(master) is { Ready: not true } node)
        {
            return new CellModel(Tone.Stale, "?", $"was {Word(pod)}", "node not Ready", node.ReadyCondition?.LastTransition, null,
                $"{id} on {master} was {Word(pod)}; its node is not Ready, so nobody tells of it now") { State = Word(pod), Stale = true };
        }

        var detail = pod.Restarts == 1 ? "1 restart" : $"{pod.Restarts} restarts";
        return pod.IsReady
            ? new CellModel(Tone.Ok, "✓", "ready", detail, null, null, $"{id} on {master} is {pod.Phase} and ready, {detail}") { State = "ready" }
            : new CellModel(Tone.Bad, "▼", Word(pod), detail, null, null, $"{id} on {master} is not ready: {Word(pod)}, {detail}") { State = Word(pod) };
    }

    private static string Word(Pod pod) => pod.IsReady ? "ready" : pod.StatusWord is "Running" ? "not ready" : pod.StatusWord;
}
