using System.Collections.Immutable;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Core.Diagnosis.Findings;

public enum Severity
{
    Info,
    Warning,
    Critical,
}

/// <summary>What one source shows for a finding. Its age is the source's: kept here, a finding would change with every poll.</summary>
/// <param name="Source">null where it rests on several at once.</param>
public sealed record Evidence(Message Text, SourceId? Source);

/// <summary>One problem, with its reason.</summary>
/// <param name="Node">The node it is about; null if it concerns several nodes.</param>
/// <param name="Subject">The affected server, pod or component.</param>
/// <param name="Message">The finding in one sentence that stays the same while the facts do: its age comes from <paramref
/// name="Since"/>.</param>
/// <param name="Advice">The next command to look with, or the next safe action.</param>
/// <param name="Since">When it started, as far as known.</param>
public sealed record Finding(
    RuleId Rule,
    Severity Severity,
    NodeName? Node,
    Subject Subject,
    Message Message,
    Message Advice,
    DateTimeOffset? Since
)
{
    /// <summary>
    /// Stays the same while the problem lasts. Two findings of one rule for the same subject share it.
    /// </summary>
    public string Key => $"{Rule} {Node?.Value ?? "*"} {Subject}";

    /// <summary>The <see cref="Key"/> of the finding that explains this one; null for a cause.</summary>
    public string? CausedBy { get; init; }

    /// <summary>The effect on the cluster, in one sentence.</summary>
    public Message? Impact { get; init; }

    public ImmutableArray<Evidence> Evidence { get; init; } = [];

    /// <summary>The dashboard's own page that shows it.</summary>
    public string? Link { get; init; }

    public bool IsCause => CausedBy is null;

    public bool Equals(Finding? other) =>
        other is not null
        && (Rule, Severity, Node, Subject, Message, Advice, Since)
            == (other.Rule, other.Severity, other.Node, other.Subject, other.Message, other.Advice, other.Since)
        && (CausedBy, Impact, Link) == (other.CausedBy, other.Impact, other.Link)
        && Evidence.SequenceEqual(other.Evidence);

    public override int GetHashCode() => HashCode.Combine(Rule, Severity, Node, Subject, Message);
}
