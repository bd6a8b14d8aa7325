using System.Collections.Immutable;
using HaDashboard.Core.Diagnosis.Verdicts;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Core.Diagnosis.Findings;

/// <summary>What every finding has besides its own words: impact, evidence, a page that shows it.</summary>
internal static class FindingFacts
{
    internal static Finding Completed(ClusterSnapshot snapshot, Finding finding)
    {
        var entry = RuleBook.Find(finding.Rule);
        return finding with
        {
            Impact = finding.Impact ?? entry?.Impact,
            Evidence =
                finding.Evidence.IsEmpty && entry is not null ? EvidenceOf(snapshot, finding, entry) : finding.Evidence,
            Link = finding.Link ?? LinkOf(snapshot, finding),
        };
    }

    // Only sources that were heard, or fail: what nobody asks is no witness.
    private static ImmutableArray<Evidence> EvidenceOf(ClusterSnapshot snapshot, Finding finding, RuleEntry entry) =>
        [
            .. entry
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

    private static string LinkOf(ClusterSnapshot snapshot, Finding finding)
    {
        if (
            finding.Rule.StartsWith("pod.", StringComparison.Ordinal)
            && finding.Subject?.Split('/') is [var space, var pod]
        )
        {
            return $"/pods/{Uri.EscapeDataString(space)}/{Uri.EscapeDataString(pod)}";
        }

        if (finding.Node is { } name)
        {
            var isOfMaster =
                snapshot.Node(name) is { IsMaster: true }
                && !finding.Rule.StartsWith("haproxy.", StringComparison.Ordinal)
                && finding.Rule is not "endpoint.failing";
            return $"/{(isOfMaster ? "masters" : "nodes")}/{Uri.EscapeDataString(name.Value)}";
        }

        return
            finding.Rule.StartsWith("haproxy.", StringComparison.Ordinal)
            && finding.Subject?.Split('/') is [var proxy, ..]
            ? $"/backends/{Uri.EscapeDataString(proxy)}"
            : "/";
    }
}
