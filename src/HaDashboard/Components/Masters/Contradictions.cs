using HaDashboard.Core.Diagnosis.Topology;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Views;

namespace HaDashboard.Components.Masters;

/// <summary>The conflicts between the sources of one master, in words: pod status, process probe, and HAProxy on every node.</summary>
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
                $"The pod of {component.Id()} is {pod.Phase} and ready, but the process probe reports {ProbeText(probe)}. "
                    + "The kubelet's status may be up to one minute old; the probe is current.",
            (false, true) =>
                $"The pod of {component.Id()} is {pod.StatusWord}, but the process probe reports {probe.Word}. "
                    + "The process may have just recovered.",
            _ => null,
        };
    }

    private static string? HaProxyAgainstProbe(MatrixColumn column, NodeState master)
    {
        var up = column.Fresh.Count(s => s.Server is { TakesTraffic: true });
        if (up > 0 && master.ApiServer.IsKnownFailing())
        {
            var nodes = up == 1 ? "1 node" : $"{up} nodes";
            return $"HAProxy on {nodes} reports UP and sends requests to this master, but the apiserver fails its probe. "
                + "A TCP connect check verifies only that the port is open.";
        }

        var off = column
            .Fresh.Where(s => s.Server is { IsOutOfRotation: true })
            .Select(s => s.Node.Name.Value)
            .ToArray();
        return off.Length > 0 && master.ApiServer.IsReady() == true
            ? $"The apiserver is ready, but HAProxy on {string.Join(", ", off)} sends it no requests."
            : null;
    }

    private static string ProbeText(ProbeWord probe) =>
        probe.Detail is null ? probe.Word : $"{probe.Word} ({probe.Detail})";
}
