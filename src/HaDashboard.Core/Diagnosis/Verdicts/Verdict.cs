using System.Collections.Immutable;
using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Core.Diagnosis.Verdicts;

/// <summary>The state of the control plane, and whether it tolerates further failures.</summary>
public enum Level
{
    /// <summary>Too little fresh data for a statement.</summary>
    Unknown,

    /// <summary>Tolerates as many failures as its size allows, and every configured source is observed.</summary>
    Healthy,

    /// <summary>Redundancy or a worker is lost or not observed; the control plane tolerates at least 1 more failure.</summary>
    Degraded,

    /// <summary>Serving, but no further failure is tolerated.</summary>
    AtRisk,

    /// <summary>No quorum, or no apiserver serving, or no node reaches one.</summary>
    Down,
}

/// <summary>The level, a summary sentence, and the findings behind them.</summary>
/// <param name="Findings">Causes before symptoms, each sorted by severity, the most severe first.</param>
public sealed record Verdict(Level Level, Message Summary, ImmutableArray<Finding> Findings)
{
    /// <summary>What nothing else explains.</summary>
    public IEnumerable<Finding> Causes => Findings.Where(finding => finding.IsCause);

    /// <summary>What a finding explains, directly.</summary>
    public IEnumerable<Finding> SymptomsOf(Finding cause) =>
        Findings.Where(finding => finding.CausedBy is { } key && key.Equals(cause.Key, StringComparison.Ordinal));

    public bool Equals(Verdict? other) =>
        other is not null && Level == other.Level && Summary == other.Summary && Findings.SequenceEqual(other.Findings);

    public override int GetHashCode() => HashCode.Combine(Level, Summary, Findings.Length);
}
