using System.Collections.Immutable;
using HaDashboard.Core.Diagnosis.FailureTolerance;
using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Diagnosis.Rules;

namespace HaDashboard.Core.Diagnosis.Verdicts;

/// <summary>Turns a diagnosis into a verdict. A pure function: the same facts always give the same verdict.</summary>
public static class Judge
{
    // Ages and hold times end at the time of the newest fact, and freshness comes from clock observations: no clock is read here.
    public static Verdict Assess(ClusterDiagnosis diagnosis)
    {
        ImmutableArray<Finding> findings =
        [
            .. Correlation
                .Of(diagnosis, Reported(diagnosis))
                .OrderByDescending(f => f.IsCause)
                .ThenByDescending(f => f.Severity),
        ];
        var level = LevelOf(diagnosis.Tolerance, findings);
        return new Verdict(level, Summary.Of(diagnosis, level, findings), findings);
    }

    // Loops, not queries: this runs with every view, and iterators of 40 rules are most of what it would allocate.
    private static ImmutableArray<Finding> Reported(ClusterDiagnosis diagnosis)
    {
        var findings = ImmutableArray.CreateBuilder<Finding>();
        foreach (var rule in RuleCatalog.All)
        {
            foreach (var finding in rule.Assess(diagnosis))
            {
                findings.Add(FindingFacts.Completed(diagnosis.Snapshot, rule.Description, finding));
            }
        }

        return findings.ToImmutable();
    }

    private static Level LevelOf(Tolerance tolerance, ImmutableArray<Finding> findings)
    {
        if (tolerance.Masters == 0)
        {
            return Level.Unknown;
        }

        if (tolerance.IsApiUnavailable || tolerance.QuorumLost)
        {
            return Level.Down;
        }

        if (!tolerance.HasRespondingNode || tolerance.Uncertain)
        {
            return Level.Unknown;
        }

        if (tolerance.ToleratesNoFurtherFailure)
        {
            return Level.AtRisk;
        }

        return tolerance.HasUnprovenServer || findings.Any(f => f.Severity > Severity.Info)
            ? Level.Degraded
            : Level.Healthy;
    }
}
