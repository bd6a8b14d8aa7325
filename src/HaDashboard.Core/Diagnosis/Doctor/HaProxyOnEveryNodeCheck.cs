using System.Text;
using HaDashboard.Core.Diagnosis.Setup;
using HaDashboard.Core.Facts.Inventory;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Core.Diagnosis.Doctor;

/// <summary>
/// D1. With the endpoint on the loopback address, a node without HAProxy cannot reach the API. A node that is not monitored may be one.
/// </summary>
internal sealed class HaProxyOnEveryNodeCheck()
    : TopologyCheck(
        "D1",
        DoctorHaProxyTexts.OnEveryNodeTitle,
        DoctorHaProxyTexts.OnEveryNodeWhy,
        new DoctorSource(DoctorHaProxyTexts.OnEveryNodeSource, null)
    )
{
    protected override IEnumerable<DoctorNote> Look(DoctorContext context) =>
        [.. context.Snapshot.Nodes.Select(Of), .. Api(context.Snapshot), .. context.Unwatched.Select(Unwatched)];

    // The InternalIP is preferred to the node name, because the name may not resolve.
    protected override DoctorFix? Fix(DoctorContext context)
    {
        if (context.Unwatched.IsEmpty)
        {
            return null;
        }

        var lines = new StringBuilder();
        foreach (var node in context.Unwatched)
        {
            var role = node.IsMaster ? NodeRole.Master : NodeRole.Worker;
            var address = node.InternalIp ?? node.Name.Value;
            lines.Append(JsonText.Node(node.Name, address, role)).Append(",\n");
        }

        return new DoctorFix(DoctorHaProxyTexts.OnEveryNodeFixPlace, Message.Verbatim(lines.ToString()));
    }

    private static DoctorNote Of(NodeState node) =>
        node.HaProxy switch
        {
            { FreshValue: { } reading } => Pass(DoctorHaProxyTexts.HaProxyRuns(node.Name, reading.Process.Version)),
            { Failure: { Kind: FailureKind.SocketRefused } failure } => Fail(
                DoctorHaProxyTexts.HaProxyNotRunning(node.Name, failure.Message.AsSentence())
            ),
            { Failure: { Kind: FailureKind.SocketNotFound } failure } => Warn(
                DoctorHaProxyTexts.AdminSocketNotFound(node.Name, failure.Message.AsSentence())
            ),
            _ => Needs(DoctorContext.WantHaProxy(node)),
        };

    private static IEnumerable<DoctorNote> Api(ClusterSnapshot snapshot)
    {
        if (!snapshot.Inventory.WatchesKubernetes)
        {
            yield return Needs(DoctorTexts.KubernetesNotConfigured(DoctorHaProxyTexts.NodeList));
        }
        else if (!snapshot.Kubernetes.Nodes.IsFresh)
        {
            yield return Needs(DoctorContext.Want(snapshot.Kubernetes.Nodes, DoctorHaProxyTexts.NodeList));
        }
    }

    private static DoctorNote Unwatched(Node node)
    {
        var role = node.IsMaster ? "master" : "node";
        return Warn(
            node.InternalIp is { } address
                ? DoctorHaProxyTexts.NodeNotMonitoredAt(node.Name, address, role)
                : DoctorHaProxyTexts.NodeNotMonitored(node.Name, role)
        );
    }
}
