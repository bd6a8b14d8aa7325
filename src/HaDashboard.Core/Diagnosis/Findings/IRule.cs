using System.Collections.Immutable;

namespace HaDashboard.Core.Diagnosis.Findings;

/// <summary>
/// One rule is one sealed class with its id, its documentation, its judgement, and what explains its findings. Every class that implements
/// this is found at the start: there is no list to add it to.
/// </summary>
public interface IRule
{
    RuleDescription Description { get; }

    /// <summary>
    /// What may explain a finding of this rule, the most likely cause first. Only rules of the same folder or of one that this folder may
    /// use are named here, so that no two rules explain each other.
    /// </summary>
    ImmutableArray<Explanation> ExplainedBy => [];

    /// <returns>What is wrong, purely from the diagnosis; the same for the same facts.</returns>
    IEnumerable<Finding> Assess(ClusterDiagnosis diagnosis);
}
