using System.Collections.Immutable;
using HaDashboard.Core.Diagnosis.Findings;

namespace HaDashboard.Core.Diagnosis.Verdicts;

/// <summary>How much the control plane can still lose.</summary>
public enum Level
{
    /// <summary>Too little fresh data to say.</summary>
    Unknown,

    /// <summary>Tolerates the failures its size promises, and everything that should be observed is.</summary>
    Healthy,

    /// <summary>Redundancy or a worker is lost or unobserved; the control plane stands at least one more failure.</summary>
    Degraded,

    /// <summary>Works, and stands no further failure.</summary>
    AtRisk,

    /// <summary>No quorum, or no apiserver serving, or no node reaches one.</summary>
    Down,
}

/// <summary>The level, the one sentence, and what it rests on.</summary>
/// <param name="Findings">Causes before symptoms, of each the gravest first.</param>
public sealed record Verdict(Level Level, string Summary, ImmutableArray<Finding> Findings)
{
    /// <summary>What nothing else explains.</summary>
    public IEnumerable<Finding> Causes => Findings.Where(finding => finding.IsCause);

    /// <summary>What a finding explains, directly.</summary>
    public IEnumerable<Finding> SymptomsOf(Finding cause) =>
        Findings.Where(finding => finding.CausedBy is { } key && key.Equals(cause.Key, StringComparison.Ordinal));

    public bool Equals(Verdict? other) =>
        other is not null
        && Level == other.Level
        && Summary.Equals(other.Summary, StringComparison.Ordinal)
        && Findings.SequenceEqual(other.Findings);

    public override int GetHashCode() => HashCode.Combine(Level, Summary, Findings.Length);
}
