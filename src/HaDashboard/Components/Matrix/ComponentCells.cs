using HaDashboard.Components.Masters;
using HaDashboard.Components.Shared;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Components.Matrix;

/// <summary>
/// The cells of the grid of masters and components. A cell has two sources: the probe of the process on its node, and the pod's status
/// according to the Kubernetes API. The probe decides what is shown. The pod is a detail of it, or the only source where there is no probe.
/// </summary>
public static class ComponentCells
{
    public static CellModel Of(ClusterSnapshot snapshot, NodeState master, ControlPlaneComponent component)
    {
        var pod = snapshot.Kubernetes.ComponentPod(master.Name, component);
        var podCell = OfPod(snapshot.Kubernetes, master, component.Id(), pod);
        var cell = ProbeWord.Of(snapshot, master, component) is { } probe
            ? OfProbe(master, component, probe, podCell)
            : podCell;
        return cell with
        {
            TestId = "component",
            Node = master.Name.Value,
            Component = component.Id(),
            Href = pod is null ? Links.Master(master.Name) : Links.Pod(pod),
        };
    }

    private static CellModel OfProbe(NodeState master, ControlPlaneComponent component, ProbeWord probe, CellModel pod)
    {
        var detail = probe.Detail is null ? "" : $", {probe.Detail}";
        var label = $"{component.Id()} on {master.Name}: {probe.Word}{detail}. {pod.Label}.";
        if (!probe.Fresh)
        {
            return new CellModel(
                probe.Tone,
                probe.Icon,
                probe.Word,
                probe.Detail,
                ObservedAt(master, component),
                "ago",
                label
            )
            {
                State = probe.State,
                Stale = true,
            };
        }

        // The probe succeeds but the pod is not ready. One of the two is wrong, and a green cell would hide that.
        return probe.Tone is Tone.Ok && pod.Tone is Tone.Bad
            ? new CellModel(Tone.Warn, "!", probe.Word, $"pod {pod.Word}", null, null, label) { State = pod.State }
            : new CellModel(probe.Tone, probe.Icon, probe.Word, probe.Detail ?? pod.Detail, null, null, label)
            {
                State = probe.Tone is Tone.Ok ? "ready" : probe.State,
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
                "no data",
                null,
                null,
                $"{id} on {master.Name}: no pod data from the Kubernetes API yet"
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
                "ago",
                $"The pod of {id} on {master.Name} was {was} at the last update from the Kubernetes API; its current state is unknown"
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
                $"The pod of {id} on {master.Name} does not exist"
            )
            {
                State = "missing",
            };
        }

        // The API shows the pod status that the kubelet reported last. While the node is not Ready, the kubelet does not report.
        if (kubernetes.Node(master.Name) is { Ready: not true } node)
        {
            return new CellModel(
                Tone.Stale,
                "?",
                $"was {Word(pod)}",
                "node not Ready",
                node.ReadyCondition?.LastTransition,
                null,
                $"The pod of {id} on {master.Name} was {Word(pod)}; the node is not Ready, so the current state is unknown"
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
