using HaDashboard.Core.Diagnosis.Doctor;
using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Diagnosis.Topology;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Core.Diagnosis.Rules.ControlPlane;

/// <summary>kubeadm sends every node that joins, and every kubelet, to the controlPlaneEndpoint; a node whose HAProxy listens elsewhere has no API there.</summary>
internal sealed class EndpointMismatchRule : IVerdictRule
{
    public IEnumerable<Finding> Assess(ClusterSnapshot snapshot) =>
        ControlPlaneEndpoint.Parse(snapshot.Kubernetes.Kubeadm.FreshValue?.ControlPlaneEndpoint) is { } endpoint
            ? snapshot.Nodes.Select(node => FindingOf(snapshot, node, endpoint)).OfType<Finding>()
            : [];

    // A name says nothing of the address behind it, and a file that is cut or hides its frontend says nothing of its bind.
    private static Finding? FindingOf(ClusterSnapshot snapshot, NodeState node, ControlPlaneEndpoint endpoint)
    {
        var binds = node.Configuration.FreshValue is { } known
            ? ConfigurationReading.Of(known.File).BindsOf(snapshot.Inventory.ApiBackend)
            : [];
        return binds.IsEmpty || binds.Any(bind => endpoint.IsServedBy(bind) != false)
            ? null
            : new Finding(
                "kubeadm.endpoint-mismatch",
                Severity.Warning,
                node.Name,
                "controlPlaneEndpoint",
                $"HAProxy of {node.Name} listens on {string.Join(", ", binds)}, and kubeadm's controlPlaneEndpoint is {endpoint}.",
                "Compare the bind line with kubectl -n kube-system get configmap kubeadm-config -o yaml; /doctor has both under D3.",
                null
            )
            {
                Evidence =
                [
                    new Evidence($"kubeadm-config: controlPlaneEndpoint {endpoint}", SourceId.KubeadmConfig),
                    new Evidence(
                        $"haproxy.cfg of {node.Name}: bind {string.Join(", ", binds)}",
                        new SourceId(SourceKind.HaProxyConfiguration, node.Name)
                    ),
                ],
                Link = "/doctor",
            };
    }
}
