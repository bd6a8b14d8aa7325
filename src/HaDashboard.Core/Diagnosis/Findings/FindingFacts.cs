using System.Collections.Immutable;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Core.Diagnosis.Findings;

/// <summary>What every finding has besides its own words: impact, evidence, a page that shows it.</summary>
internal static class FindingFacts
{
    internal static Finding Completed(ClusterSnapshot snapshot, RuleDescription rule, Finding finding) =>
        finding with
        {
            Impact = finding.Impact ?? rule.Impact,
            Evidence = finding.Evidence.IsEmpty ? EvidenceOf(snapshot, finding, rule) : finding.Evidence,
            Link = finding.Link ?? LinkOf(snapshot, finding),
        };

    // Only sources that were observed, or that fail: a source that is not configured is no evidence.
    private static ImmutableArray<Evidence> EvidenceOf(
        ClusterSnapshot snapshot,
        Finding finding,
        RuleDescription rule
    ) =>
        [
            .. rule
                .Sources.Select(kind => new SourceId(kind, IsOfNode(kind) ? finding.Node : null))
                .Where(source => !IsOfNode(source.Kind) || source.Node is not null)
                .Where(source =>
                    SourceFacts.Of(snapshot, source) is { } facts
                    && (facts.ObservedAt is not null || facts.Failure is not null)
                )
                .Select(source => new Evidence(
                    SourceFacts.Of(snapshot, source)!.Failure is { } failure
                        ? $"{SourceFacts.Name(source)}: {failure.Message}"
                        : $"{SourceFacts.Name(source)} answers",
                    source
                )),
        ];

    private static bool IsOfNode(SourceKind kind) =>
        kind
            is not (
                SourceKind.KubernetesApi
                or SourceKind.KubernetesNodes
                or SourceKind.KubernetesPods
                or SourceKind.KubernetesLeases
                or SourceKind.KubernetesNodeLeases
                or SourceKind.KubeadmConfig
            );

    private static string LinkOf(ClusterSnapshot snapshot, Finding finding) =>
        (finding.Subject, finding.Node) switch
        {
            (PodSubject pod, _) => $"/pods/{Escaped(pod.Namespace)}/{Escaped(pod.Name)}",
            (_, { } node) when IsShownWithMaster(finding.Subject) && snapshot.Node(node) is { IsMaster: true } =>
                $"/masters/{Escaped(node.Value)}",
            (_, { } node) => $"/nodes/{Escaped(node.Value)}",
            (ServerSubject server, _) => $"/backends/{Escaped(server.Proxy)}",
            (ProxySubject proxy, _) => $"/backends/{Escaped(proxy.Proxy)}",
            _ => "/",
        };

    // A node's page shows its HAProxy and its way to the API; a master's page shows everything else that runs there.
    private static bool IsShownWithMaster(Subject subject) =>
        subject is not (ServerSubject or ProxySubject or HaProxySubject or ConfigurationFileSubject or EndpointSubject);

    private static string Escaped(string text) => Uri.EscapeDataString(text);
}
