using System.Text;
using HaDashboard.Core.Diagnosis.Sentences;
using HaDashboard.Core.Facts.Inventory;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Core.Diagnosis.Doctor;

/// <summary>
/// D1. With the endpoint on the loopback, a node without HAProxy has no API at all; and one that nobody watches can't be told
/// from that.
/// </summary>
internal sealed class HaProxyOnEveryNodeCheck()
    : TopologyCheck(
        "D1",
        "Every node of the cluster runs an HAProxy, and it is watched",
        "With a controlPlaneEndpoint on 127.0.0.1 a node without its own HAProxy reaches no API server: workers could not even join.",
        new DoctorSource("dada, “Kubernetes en multi-master sur du baremetal avec HAProxy”, comments 3, 7 and 8", null)
    )
{
    protected override IEnumerable<DoctorNote> Look(DoctorContext context) =>
        [.. context.Snapshot.Nodes.Select(Of), .. Api(context.Snapshot), .. context.Unwatched.Select(Unwatched)];

    // What Kubernetes calls the node is its address here too: the name may not resolve, the InternalIP does without a name service.
    protected override DoctorFix? Fix(DoctorContext context)
    {
        if (context.Unwatched.IsEmpty)
        {
            return null;
        }

        var lines = new StringBuilder();
        foreach (var node in context.Unwatched)
        {
            lines
                .Append(
                    $$"""{ "Name": "{{node.Name}}", "Address": "{{node.InternalIp ?? node.Name.Value}}", "Role": "{{(node.IsMaster ? NodeRole.Master : NodeRole.Worker)}}" },"""
                )
                .Append('\n');
        }

        return new DoctorFix("appsettings.json of this dashboard, into HaDashboard:Nodes", lines.ToString());
    }

    private static DoctorNote Of(NodeState node) =>
        node.HaProxy switch
        {
            { FreshValue: { } reading } => Pass($"{node.Name} runs HAProxy {reading.Process.Version}."),
            { Failure: { Kind: FailureKind.SocketRefused } failure } => Fail(
                $"No HAProxy runs on {node.Name}: {Wording.Sentence(failure.Message)}"
            ),
            { Failure: { Kind: FailureKind.SocketNotFound } failure } => Warn(
                $"{node.Name} has no admin socket where one is configured, so perhaps no HAProxy: {Wording.Sentence(failure.Message)}"
            ),
            var slice => Needs(DoctorContext.Want(slice, $"an answer of {node.Name}'s HAProxy")),
        };

    private static IEnumerable<DoctorNote> Api(ClusterSnapshot snapshot)
    {
        if (!snapshot.Inventory.WatchesKubernetes)
        {
            yield return Needs(
                "the API's list of nodes, to find nodes that nobody watches: Kubernetes:KubeConfig or Kubernetes:InCluster is not set."
            );
        }
        else if (!snapshot.Kubernetes.Nodes.IsFresh)
        {
            yield return Needs(
                DoctorContext.Want(
                    snapshot.Kubernetes.Nodes,
                    "the API's list of nodes, to find nodes that nobody watches"
                )
            );
        }
    }

    private static DoctorNote Unwatched(Node node) =>
        Warn(
            $"{node.Name}{(node.InternalIp is { } ip ? $" ({ip})" : "")} is a {(node.IsMaster ? "master" : "node")} "
                + "of the API and not in this dashboard's configuration: whether it has an HAProxy, nobody here knows."
        );
}
