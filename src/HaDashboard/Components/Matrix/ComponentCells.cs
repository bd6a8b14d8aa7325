using System.Globalization;
using HaDashboard.Components.Masters;
using HaDashboard.Components.Shared;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Facts.Text;

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
        var label = probe.Detail is { } detail
            ? MatrixTexts.ComponentDetail(component.Id(), master.Name, probe.Word, detail, pod.Label)
            : MatrixTexts.Component(component.Id(), master.Name, probe.Word, pod.Label);
        if (!probe.Fresh)
        {
            return new CellModel(
                probe.Tone,
                probe.Icon,
                probe.Word,
                probe.Detail,
                ObservedAt(master, component),
                true,
                label
            )
            {
                State = probe.State,
                Stale = true,
            };
        }

        // The probe succeeds but the pod is not ready. One of the two is wrong, and a green cell would hide that.
        return probe.Tone is Tone.Ok && pod.Tone is Tone.Bad
            ? new CellModel(Tone.Warn, "!", probe.Word, MatrixTexts.PodIs(pod.Word), null, false, label)
            {
                State = pod.State,
            }
            : new CellModel(probe.Tone, probe.Icon, probe.Word, probe.Detail ?? pod.Detail, null, false, label)
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
                MatrixTexts.Unknown,
                MatrixTexts.NoData,
                null,
                false,
                MatrixTexts.NoPodData(id, master.Name)
            )
            {
                State = "unknown",
                Stale = true,
            };
        }

        if (kubernetes.Pods.Freshness is Freshness.Stale)
        {
            var was = pod is null ? MatrixTexts.Missing : Word(pod);
            return new CellModel(
                Tone.Stale,
                "?",
                SharedTexts.Was(was),
                null,
                kubernetes.Pods.ObservedAt,
                true,
                MatrixTexts.PodWasAtUpdate(id, master.Name, was)
            )
            {
                State = was.In(CultureInfo.InvariantCulture),
                Stale = true,
            };
        }

        if (pod is null)
        {
            return new CellModel(
                Tone.Bad,
                "▼",
                MatrixTexts.Missing,
                MatrixTexts.NoPod,
                null,
                false,
                MatrixTexts.PodDoesNotExist(id, master.Name)
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
                SharedTexts.Was(Word(pod)),
                MatrixTexts.NodeNotReady,
                node.ReadyCondition?.LastTransition,
                false,
                MatrixTexts.PodOfNodeNotReady(id, master.Name, Word(pod))
            )
            {
                State = Word(pod).In(CultureInfo.InvariantCulture),
                Stale = true,
            };
        }

        var detail = MatrixTexts.Restarts(pod.Restarts);
        return pod.IsReady
            ? new CellModel(
                Tone.Ok,
                "✓",
                MatrixTexts.Ready,
                detail,
                null,
                false,
                MatrixTexts.PodReady(id, master.Name, pod.Phase, detail)
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
                false,
                MatrixTexts.PodNotReady(id, master.Name, Word(pod), detail)
            )
            {
                State = Word(pod).In(CultureInfo.InvariantCulture),
            };
    }

    private static Message Word(Pod pod) =>
        pod.IsReady ? MatrixTexts.Ready
        : pod.StatusWord is "Running" ? MatrixTexts.NotReady
        : Message.Verbatim(pod.StatusWord);
}
