using HaDashboard.Components.Masters;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Components.Shared;

/// <summary>
/// The cells of the master × component grid. Two witnesses: the process itself, asked on its node a moment ago, and its pod, as the API
/// tells. The process is shown where it is asked; the pod speaks beside it, and alone where it is not.
/// </summary>
public static class ComponentCells
{
    public static CellModel Of(ClusterSnapshot snapshot, NodeState master, ControlPlaneComponent component)
    {
        var pod = snapshot.Kubernetes.ComponentPod(master.Name, component);
        var said = OfPod(snapshot.Kubernetes, master, component.Id(), pod);
        var cell = ProbeWord.Of(snapshot, master, component) is { } probe
            ? OfProbe(snapshot, master, component, probe, said)
            : said;
        return cell with
        {
            TestId = "component",
            Node = master.Name.Value,
            Component = component.Id(),
            Href = pod is null ? Links.Master(master.Name) : Links.Pod(pod),
        };
    }

    private static CellModel OfProbe(
        ClusterSnapshot snapshot,
        NodeState master,
        ControlPlaneComponent component,
        ProbeWord probe,
        CellModel pod
    )
    {
        var label =
            $"{component.Id()} on {master.Name} says: {probe.Word}{(probe.Detail is null ? "" : $", {probe.Detail}")}. {pod.Label}.";
        if (!probe.Fresh)
        {
            return new CellModel(
                probe.Tone,
                probe.Icon,
                probe.Word,
                probe.Detail,
                ObservedAt(master, component),
                "old",
                label
            )
            {
                State = probe.Word,
                Stale = true,
            };
        }

        // The process is well and its pod isn't: somebody is wrong, and green would hide it.
        return probe.Tone is Tone.Ok && pod.Tone is Tone.Bad
            ? new CellModel(Tone.Warn, "!", probe.Word, $"pod {pod.Word}", null, null, label) { State = pod.State }
            : new CellModel(probe.Tone, probe.Icon, probe.Word, probe.Detail ?? pod.Detail, null, null, label)
            {
                State = probe.Tone is Tone.Ok ? "ready" : probe.Word,
            };
    }

    private static DateTimeOffset? ObservedAt(NodeState master, ControlPlaneComponent component) =>
        component switch
        {
            ControlPlaneComponent.Etcd => master.Etcd.ObservedAt,
            ControlPlaneComponent.ApiServer => master.ApiServer.ObservedAt,
            ControlPlaneComponent.ControllerManager => master.ControllerManager.ObservedAt,
            _ => master.Scheduler.ObservedAt,
        };

    private static CellModel OfPod(KubernetesState kubernetes, NodeState master, string id, Pod? pod)
    {
        if (kubernetes.Pods.Freshness is Freshness.Never)
        {
            return new CellModel(
                Tone.None,
                "?",
                "unknown",
                "never seen",
                null,
                null,
                $"{id} on {master.Name}: the API never told of its pod"
            )
            {
                State = "unknown",
                Stale = true,
            };
        }

        if (kubernetes.Pods.Freshness is Freshness.Stale)
        {
            var was = pod is null ? "missing" : Word(pod);
            return new CellModel(
                Tone.Stale,
                "?",
                $"was {was}",
                null,
                kubernetes.Pods.ObservedAt,
                "old",
                $"The pod of {id} on {master.Name} was {was} when the API last answered; now it is unknown"
            )
            {
                State = was,
                Stale = true,
            };
        }

        if (pod is null)
        {
            return new CellModel(
                Tone.Bad,
                "▼",
                "missing",
                "no pod",
                null,
                null,
                $"There is no {id} pod on {master.Name}"
            )
            {
                State = "missing",
            };
        }

        // What the API says of a pod is what its kubelet said last. With the node not Ready nobody is saying anything.
        if (kubernetes.Node(master.Name) is { Ready: not true } node)
        {
            return new CellModel(
                Tone.Stale,
                "?",
                $"was {Word(pod)}",
                "node not Ready",
                node.ReadyCondition?.LastTransition,
                null,
                $"The pod of {id} on {master.Name} was {Word(pod)}; its node is not Ready, so nobody tells of it now"
            )
            {
                State = Word(pod),
                Stale = true,
            };
        }

        var detail = pod.Restarts == 1 ? "1 restart" : $"{pod.Restarts} restarts";
        return pod.IsReady
            ? new CellModel(
                Tone.Ok,
                "✓",
                "ready",
                detail,
                null,
                null,
                $"The pod of {id} on {master.Name} is {pod.Phase} and ready, {detail}"
            )
            {
                State = "ready",
            }
            : new CellModel(
                Tone.Bad,
                "▼",
                Word(pod),
                detail,
                null,
                null,
                $"The pod of {id} on {master.Name} is not ready: {Word(pod)}, {detail}"
            )
            {
                State = Word(pod),
            };
    }

    private static string Word(Pod pod) =>
        pod.IsReady ? "ready"
        : pod.StatusWord is "Running" ? "not ready"
        : pod.StatusWord;
}
