using System.Text;
using HaDashboard.Core.Facts.Inventory;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Core.Diagnosis.Doctor;

/// <summary>
/// D1. With the endpoint on the loopback address, a node without HAProxy cannot reach the API. A node that is not monitored may be one.
/// </summary>
internal sealed class HaProxyOnEveryNodeCheck()
    : TopologyCheck(
        "D1",
        "Every node of the cluster runs HAProxy and is monitored",
        "With a controlPlaneEndpoint on 127.0.0.1, a node without its own HAProxy cannot reach an apiserver: workers cannot join.",
        new DoctorSource("dada, “Kubernetes en multi-master sur du baremetal avec HAProxy”, comments 3, 7 and 8", null)
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
            lines
                .Append($$"""{ "Name": "{{node.Name}}", "Address": "{{address}}", "Role": "{{role}}" },""")
                .Append('\n');
        }

        return new DoctorFix("appsettings.json of this dashboard, in HaDashboard:Nodes", lines.ToString());
    }

    private static DoctorNote Of(NodeState node) =>
        node.HaProxy switch
        {
            { FreshValue: { } reading } => Pass($"{node.Name} runs HAProxy {reading.Process.Version}."),
            { Failure: { Kind: FailureKind.SocketRefused } failure } => Fail(
                $"HAProxy is not running on {node.Name}: {failure.Message.AsSentence()}"
            ),
            { Failure: { Kind: FailureKind.SocketNotFound } failure } => Warn(
                $"{node.Name} has no admin socket at the configured path; HAProxy may not be running: {failure.Message.AsSentence()}"
            ),
            var slice => Needs(DoctorContext.Want(slice, $"a response of HAProxy on {node.Name}")),
        };

    private static IEnumerable<DoctorNote> Api(ClusterSnapshot snapshot)
    {
        if (!snapshot.Inventory.WatchesKubernetes)
        {
            yield return Needs(
                "the node list of the Kubernetes API, to find nodes that are not monitored: Kubernetes:KubeConfig or "
                    + "Kubernetes:InCluster is not set."
            );
        }
        else if (!snapshot.Kubernetes.Nodes.IsFresh)
        {
            yield return Needs(
                DoctorContext.Want(
                    snapshot.Kubernetes.Nodes,
                    "the node list of the Kubernetes API, to find nodes that are not monitored"
                )
            );
        }
    }

    private static DoctorNote Unwatched(Node node)
    {
        var address = node.InternalIp is { } ip ? $" ({ip})" : "";
        var role = node.IsMaster ? "master" : "node";
        return Warn(
            $"{node.Name}{address} is a {role} in the Kubernetes API but not in this dashboard's configuration: "
                + "it is unknown whether it runs HAProxy."
        );
    }
}
