using System.Collections.Immutable;
using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Diagnosis.Rules.Hosts;
using HaDashboard.Core.Diagnosis.Topology;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Core.Diagnosis.Rules.ControlPlane;

/// <summary>
/// kubeadm sends every node that joins, and every kubelet, to the controlPlaneEndpoint; a node whose HAProxy listens elsewhere
/// has no API there.
/// </summary>
public sealed class EndpointMismatchRule : IRule
{
    public static RuleId Id { get; } = new("kubeadm.endpoint-mismatch");

    public RuleDescription Description { get; } =
        new(
            Id,
            Order: 370,
            Condition: "HAProxy's bind is not what kubeadm's controlPlaneEndpoint says",
            Severities: [Severity.Warning],
            Impact: "Nodes that join are sent to an address that nobody serves.",
            Advice: "compare the bind with kubeadm-config",
            Sources: [SourceKind.KubeadmConfig, SourceKind.HaProxyConfiguration]
        );

    public ImmutableArray<Explanation> ExplainedBy { get; } = [.. LostHost.OfSameNode];

    public IEnumerable<Finding> Assess(ClusterDiagnosis diagnosis) =>
        ControlPlaneEndpoint.Parse(diagnosis.Snapshot.Kubernetes.Kubeadm.FreshValue?.ControlPlaneEndpoint)
            is { } endpoint
            ? diagnosis.Snapshot.Nodes.Select(node => FindingOf(diagnosis, node, endpoint)).OfType<Finding>()
            : [];

    // A name says nothing of the address behind it, and a file that is cut or hides its frontend says nothing of its bind.
    private static Finding? FindingOf(ClusterDiagnosis diagnosis, NodeState node, ControlPlaneEndpoint endpoint)
    {
        var binds = diagnosis.ConfigurationOf(node)?.BindsOf(diagnosis.Snapshot.Inventory.ApiBackend) ?? [];
        return binds.IsEmpty || binds.Any(bind => endpoint.IsServedBy(bind) != false)
            ? null
            : new Finding(
                Id,
                Severity.Warning,
                node.Name,
                new ControlPlaneEndpointSubject(),
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
