using System.Collections.Immutable;
using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Diagnosis.Rules.Hosts;
using HaDashboard.Core.Diagnosis.Topology;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Facts.Text;

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
            is not { } endpoint
            ? []
        : endpoint.IsLoopback
            ? diagnosis.Snapshot.Nodes.Select(node => OfNode(diagnosis, node, endpoint)).OfType<Finding>()
        : OfSharedEndpoint(diagnosis, endpoint);

    // A host name does not show its address, and a truncated file or one without its frontend does not show the bind line.
    private static Finding? OfNode(ClusterDiagnosis diagnosis, NodeState node, ControlPlaneEndpoint endpoint)
    {
        var binds = BindsOf(diagnosis, node);
        return binds.IsEmpty || binds.Any(bind => endpoint.IsServedBy(bind) != false)
            ? null
            : FindingOf(
                node.Name,
                ControlPlaneTexts.EndpointMismatch(node.Name, string.Join(", ", binds), endpoint),
                endpoint,
                [(node, binds)]
            );
    }

    // One HAProxy that binds the shared address is enough, and an external load balancer may do it. So this is a finding only while the
    // address does not answer.
    private static IEnumerable<Finding> OfSharedEndpoint(ClusterDiagnosis diagnosis, ControlPlaneEndpoint endpoint)
    {
        ImmutableArray<(NodeState Node, ImmutableArray<string> Binds)> known =
        [
            .. diagnosis
                .Snapshot.Nodes.Select(node => (Node: node, Binds: BindsOf(diagnosis, node)))
                .Where(pair => !pair.Binds.IsEmpty),
        ];
        if (
            !diagnosis.Endpoints.IsUnreachable
            || known.IsEmpty
            || known.Any(pair => pair.Binds.Any(bind => endpoint.IsServedBy(bind) != false))
        )
        {
            yield break;
        }

        var binds = string.Join(", ", known.SelectMany(pair => pair.Binds).Distinct(StringComparer.Ordinal));
        yield return FindingOf(null, ControlPlaneTexts.EndpointBoundNowhere(endpoint, binds), endpoint, known);
    }

    private static ImmutableArray<string> BindsOf(ClusterDiagnosis diagnosis, NodeState node) =>
        [
            .. diagnosis
                .Map.BackendsOf(node.Name)
                .SelectMany(backend => diagnosis.ConfigurationOf(node)?.BindsOf(backend.Name.Value) ?? []),
        ];

    private static Finding FindingOf(
        NodeName? node,
        Message message,
        ControlPlaneEndpoint endpoint,
        ImmutableArray<(NodeState Node, ImmutableArray<string> Binds)> known
    ) =>
        new(
            Id,
            Severity.Warning,
            node,
            new ControlPlaneEndpointSubject(),
            message,
            ControlPlaneTexts.EndpointMismatchAdvice,
            null
        )
        {
            Evidence =
            [
                new Evidence(ControlPlaneTexts.EndpointOfKubeadm(endpoint), SourceId.KubeadmConfig),
                .. known.Select(pair => new Evidence(
                    ControlPlaneTexts.BindsOfHaProxy(pair.Node.Name, string.Join(", ", pair.Binds)),
                    new SourceId(SourceKind.HaProxyConfiguration, pair.Node.Name)
                )),
            ],
            Link = "/doctor",
        };
}
