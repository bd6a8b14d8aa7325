using System.Collections.Immutable;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Core.Diagnosis.Findings;

/// <summary>What is said of a rule to whoever reads its id: the documentation's line, and what every finding of it has in common.</summary>
/// <param name="Condition">When it speaks.</param>
/// <param name="Severity">The severities it may have, the gravest first.</param>
/// <param name="Impact">What it means for the cluster; a finding may know better.</param>
/// <param name="Advice">In general; a finding names the node and the command.</param>
/// <param name="Sources">What it is read from, the first that matters most.</param>
public sealed record RuleEntry(
    string Id,
    string Condition,
    ImmutableArray<Severity> Severity,
    string Impact,
    string Advice,
    ImmutableArray<SourceKind> Sources
);
