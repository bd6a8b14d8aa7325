using System.Collections.Immutable;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Core.Diagnosis.Findings;

/// <summary>The documentation of a rule, and the properties that all its findings share.</summary>
/// <param name="Order">Among findings of the same severity those of the lower number come first; the first cause leads the summary.</param>
/// <param name="Condition">When the rule reports a finding.</param>
/// <param name="Severities">The severities that its findings may have, the most severe first.</param>
/// <param name="Impact">The effect on the cluster, unless the finding has a more specific one.</param>
/// <param name="Advice">In general; a finding names the node and the command.</param>
/// <param name="Sources">The evidence, the most important source first.</param>
public sealed record RuleDescription(
    RuleId Id,
    int Order,
    Message Condition,
    ImmutableArray<Severity> Severities,
    Message Impact,
    Message Advice,
    ImmutableArray<SourceKind> Sources
);
