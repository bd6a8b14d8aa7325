using System.Collections.Immutable;
using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Diagnosis.Rules;

namespace HaDashboard.Core.Diagnosis.Verdicts;

/// <summary>Which finding explains which, as each rule declares it. A finding that nothing explains is a cause.</summary>
internal static class Correlation
{
    /// <returns>The same findings, each with its cause.</returns>
    internal static ImmutableArray<Finding> Of(ClusterDiagnosis diagnosis, ImmutableArray<Finding> findings)
    {
        if (findings.Length < 2)
        {
            return findings;
        }

        var byRule = findings.ToLookup(finding => finding.Rule);
        return [.. findings.Select(finding => Explained(diagnosis, finding, byRule))];
    }

    private static Finding Explained(ClusterDiagnosis diagnosis, Finding symptom, ILookup<RuleId, Finding> byRule)
    {
        foreach (var explanation in RuleCatalog.Find(symptom.Rule)!.ExplainedBy)
        {
            foreach (var cause in byRule[explanation.Cause])
            {
                if (explanation.Holds(diagnosis, cause, symptom))
                {
                    return symptom with { CausedBy = cause.Key };
                }
            }
        }

        return symptom;
    }
}
