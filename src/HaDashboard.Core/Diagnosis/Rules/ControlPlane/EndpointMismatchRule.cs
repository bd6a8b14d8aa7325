using System.Collections.Immutable;
using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Diagnosis.Rules.Hosts;
using HaDashboard.Core.Diagnosis.Topology;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Core.Diagnosis.Rules.ControlPlane;

/// <summary>
/// Joining nodes and all kubelets connect to the controlPlaneEndpoint of kubeadm. A node whose HAProxy listens elsewhere has no API there.
/// </summary>
public sealed class EndpointMismatchRule : IRule
{
    public static RuleId Id { get; } = new("kubeadm.endpoint-mismatch");

    public RuleDescription Description { get; } =
        new(
            Id,
            Order: 370,
            Condition: ControlPlaneTexts.EndpointMismatchCondition,
            Severities: [Severity.Warning],
            Impact: ControlPlaneTexts.EndpointMismatchImpact,
            Advice: ControlPlaneTexts.EndpointMismatchGeneralAdvice,
            Sources: [SourceKind.KubeadmConfig, SourceKind.HaProxyConfiguration]
        );

    public ImmutableArray<Explanation> ExplainedBy { get; } = [.. LostHost.OfSameNode];

    public IEnumerable<Finding> Assess(ClusterDiagnosis diagnosis) =>
        ControlPlaneEndpoint.Parse(diagnosis.Snapshot.Kubernetes.Kubeadm.FreshValue?.ControlPlaneEndpoint)
            is { } endpoint
            ? diagnosis.Snapshot.Nodes.Select(node => FindingOf(diagnosis, node, endpoint)).OfType<Finding>()
            : [];

    // A host name does not show its address, and a truncated file or one without its frontend does not show the bind line.
    private static Finding? FindingOf(ClusterDiagnosis diagnosis, NodeState node, ControlPlaneEndpoint endpoint)
    {
        ImmutableArray<string> binds =
        [
            .. diagnosis
                .Map.BackendsOf(node.Name)
                .SelectMany(backend => diagnosis.ConfigurationOf(node)?.BindsOf(backend.Name.Value) ?? []),
        ];
        return binds.IsEmpty || binds.Any(bind => endpoint.IsServedBy(bind) != false)
            ? null
            : new Finding(
                Id,
                Severity.Warning,
                node.Name,
                new ControlPlaneEndpointSubject(),
                ControlPlaneTexts.EndpointMismatch(node.Name, string.Join(", ", binds), endpoint),
                ControlPlaneTexts.EndpointMismatchAdvice,
                null
            )
            {
                Evidence =
                [
                    new Evidence(ControlPlaneTexts.EndpointOfKubeadm(endpoint), SourceId.KubeadmConfig),
                    new Evidence(
                        ControlPlaneTexts.BindsOfHaProxy(node.Name, string.Join(", ", binds)),
                        new SourceId(SourceKind.HaProxyConfiguration, node.Name)
                    ),
                ],
                Link = "/doctor",
            };
    }
}
