using System.Collections.Immutable;
using HaDashboard.Core.Diagnosis.FailureTolerance;
using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Diagnosis.Rules;

namespace HaDashboard.Core.Diagnosis.Verdicts;

/// <summary>A diagnosis into a verdict, purely: the same facts are always the same verdict.</summary>
public static class Judge
{
    // Ages and hold times are counted to the time of the newest fact, and freshness comes from the clock's observations: no clock is read.
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

        if (tolerance.NobodyServes || tolerance.QuorumLost)
        {
            return Level.Down;
        }

        if (!tolerance.SomebodyWasHeard || tolerance.Uncertain)
        {
            return Level.Unknown;
        }

        if (tolerance.StandsNoFurtherFailure)
        {
            return Level.AtRisk;
        }

        return tolerance.OnTrust || findings.Any(f => f.Severity > Severity.Info) ? Level.Degraded : Level.Healthy;
    }
}
