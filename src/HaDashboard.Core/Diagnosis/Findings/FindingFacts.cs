using System.Collections.Immutable;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Core.Diagnosis.Findings;

/// <summary>Completes a finding with impact, evidence and the page that shows it.</summary>
internal static class FindingFacts
{
    internal static Finding Completed(ClusterSnapshot snapshot, RuleDescription rule, Finding finding) =>
        finding with
        {
            Impact = finding.Impact ?? rule.Impact,
            Evidence = finding.Evidence.IsEmpty ? EvidenceOf(snapshot, finding, rule) : finding.Evidence,
            Link = finding.Link ?? LinkOf(snapshot, finding),
        };

    // Only sources that were observed, or that fail: a source that is not configured is no evidence. A loop, because a query per finding
    // and view was most of what a finding allocated.
    private static ImmutableArray<Evidence> EvidenceOf(ClusterSnapshot snapshot, Finding finding, RuleDescription rule)
    {
        var evidence = ImmutableArray.CreateBuilder<Evidence>();
        foreach (var kind in rule.Sources)
        {
            var isPerNode = SourceCatalogue.Of(kind).IsPerNode;
            if (isPerNode && finding.Node is null)
            {
                continue;
            }

            var source = new SourceId(kind, isPerNode ? finding.Node : null);
            if (snapshot.SliceOf(source) is { } slice && (slice.ObservedAt is not null || slice.Failure is not null))
            {
                evidence.Add(new Evidence(StateOf(source, slice), source));
            }
        }

        return evidence.DrainToImmutable();
    }

    private static Message StateOf(SourceId source, Slice slice) =>
        slice.Failure is { } failure
            ? EvidenceTexts.SourceFails(source.DisplayName, failure.Message)
            : EvidenceTexts.SourceResponds(source.DisplayName);

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

    // The page of a node shows its HAProxy and its API endpoint; the page of a master shows everything else that runs there.
    private static bool IsShownWithMaster(Subject subject) =>
        subject is not (ServerSubject or ProxySubject or HaProxySubject or ConfigurationFileSubject or EndpointSubject);

    private static string Escaped(string text) => Uri.EscapeDataString(text);
}
