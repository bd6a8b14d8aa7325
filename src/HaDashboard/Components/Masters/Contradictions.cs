using HaDashboard.Core.Diagnosis.Topology;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Views;

namespace HaDashboard.Components.Masters;

/// <summary>Where the witnesses of one master disagree, in words: the pod, the process asked itself, and every node's HAProxy.</summary>
internal static class Contradictions
{
    internal static IEnumerable<string> Of(ClusterView view, NodeState master)
    {
        foreach (var component in ControlPlaneComponents.All)
        {
            if (PodAgainstProbe(view.Snapshot, master, component) is { } contradiction)
            {
                yield return contradiction;
            }
        }

        if (
            view.Matrix.FirstOrDefault(c => c.Master == master.Name) is { } column
            && HaProxyAgainstProbe(column, master) is { } falseGreen
        )
        {
            yield return falseGreen;
        }
    }

    private static string? PodAgainstProbe(ClusterSnapshot snapshot, NodeState master, ControlPlaneComponent component)
    {
        if (
            !snapshot.Kubernetes.Pods.IsFresh
            || snapshot.Kubernetes.ComponentPod(master.Name, component) is not { } pod
            || ProbeWord.Of(snapshot, master, component) is not { Fresh: true } probe
        )
        {
            return null;
        }

        var well = probe.Tone is Shared.Tone.Ok or Shared.Tone.Warn;
        return (pod.IsReady, well) switch
        {
            (true, false) =>
                $"The pod of {component.Id()} is {pod.Phase} and ready, and the process says otherwise: {probe.Word}{(probe.Detail is null ? "" : $" ({probe.Detail})")}. The kubelet's report may be up to a minute old; the process was asked just now.",
            (false, true) =>
                $"The pod of {component.Id()} is {pod.StatusWord}, and the process answers well: {probe.Word}. It may have just come back.",
            _ => null,
        };
    }

    private static string? HaProxyAgainstProbe(MatrixColumn column, NodeState master)
    {
        var up = column.Fresh.Count(s => s.Server is { TakesTraffic: true });
        if (up > 0 && master.ApiServer.IsKnownFailing())
        {
            return $"HAProxy on {up} {(up == 1 ? "node" : "nodes")} says UP and sends requests here, and the apiserver is not ready. A connect check proves only that the port is open.";
        }

        var off = column
            .Fresh.Where(s => s.Server is { IsOutOfRotation: true })
            .Select(s => s.Node.Name.Value)
            .ToArray();
        return off.Length > 0 && master.ApiServer.IsReady() == true
            ? $"The apiserver is ready, and HAProxy on {string.Join(", ", off)} sends it nothing."
            : null;
    }
}
