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

    // Only sources that were observed, or fail: a source that is not read proves nothing.
    private static ImmutableArray<Evidence> EvidenceOf(ClusterSnapshot snapshot, Finding finding, RuleEntry entry) =>
        [
            .. from kind in entry.Sources
            let isPerNode = SourceCatalogue.Of(kind).IsPerNode
            where !isPerNode || finding.Node is not null
            let source = new SourceId(kind, isPerNode ? finding.Node : null)
            let slice = snapshot.SliceOf(source)
            where slice is not null && (slice.ObservedAt is not null || slice.Failure is not null)
            select new Evidence(StateOf(source, slice), source),
        ];

    private static string StateOf(SourceId source, Slice slice) =>
        slice.Failure is { } failure ? $"{source.DisplayName}: {failure.Message}" : $"{source.DisplayName} answers";

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
