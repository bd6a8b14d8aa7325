using HaDashboard.Core.Diagnosis.Topology;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Text;
using HaDashboard.Core.Views;

namespace HaDashboard.Components.Masters;

/// <summary>The conflicts between the sources of one master, in words: pod status, process probe, and HAProxy on every node.</summary>
internal static class Contradictions
{
    internal static IEnumerable<Message> Of(ClusterView view, NodeState master)
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

    private static Message? PodAgainstProbe(ClusterSnapshot snapshot, NodeState master, ControlPlaneComponent component)
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
            (true, false) => MasterTexts.PodReadyProbeFails(component.Id(), pod.Phase, ProbeText(probe)),
            (false, true) => MasterTexts.PodFailsProbeReady(component.Id(), pod.StatusWord, probe.Word),
            _ => null,
        };
    }

    private static Message? HaProxyAgainstProbe(MatrixColumn column, NodeState master)
    {
        var up = column.Fresh.Count(s => s.Server is { TakesTraffic: true });
        if (up > 0 && master.ApiServer.IsKnownFailing())
        {
            return MasterTexts.UpProbeFails(up);
        }

        var off = column
            .Fresh.Where(s => s.Server is { IsOutOfRotation: true })
            .Select(s => s.Node.Name.Value)
            .ToArray();
        return off.Length > 0 && master.ApiServer.IsReady() == true
            ? MasterTexts.ReadyGetsNoRequests(string.Join(", ", off))
            : null;
    }

    private static Message ProbeText(ProbeWord probe) =>
        probe.Detail is null ? probe.Word : MasterTexts.WordWithDetail(probe.Word, probe.Detail);
}
