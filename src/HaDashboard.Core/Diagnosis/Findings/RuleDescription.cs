using System.Collections.Immutable;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Core.Diagnosis.Findings;

/// <summary>The documentation of a rule, and what all its findings have in common.</summary>
/// <param name="Order">Among findings of the same severity those of the lower number come first; the first cause leads the summary.</param>
/// <param name="Condition">When the rule reports a finding.</param>
/// <param name="Severities">The severities that its findings may have, the gravest first.</param>
/// <param name="Impact">What it means for the cluster, unless the finding itself says more.</param>
/// <param name="Advice">In general; a finding names the node and the command.</param>
/// <param name="Sources">What it is read from, the most important first.</param>
public sealed record RuleDescription(
    RuleId Id,
    int Order,
    string Condition,
    ImmutableArray<Severity> Severities,
    string Impact,
    string Advice,
    ImmutableArray<SourceKind> Sources
);
