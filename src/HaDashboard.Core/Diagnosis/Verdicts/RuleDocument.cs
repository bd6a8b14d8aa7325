using System.Text;
using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Diagnosis.Rules;

namespace HaDashboard.Core.Diagnosis.Verdicts;

/// <summary>docs/rules.md, generated from the descriptions of the rules.</summary>
public static class RuleDocument
{
    private static IEnumerable<RuleDescription> Rules => RuleCatalog.All.Select(rule => rule.Description);

    /// <summary>The documentation's page.</summary>
    public static string Markdown()
    {
        var text = new StringBuilder();
        text.Append(
            "# Rules\n\nGenerated from the code (`src/HaDashboard.Core/Diagnosis/Rules`). "
                + "A test compares the two; with `HADASHBOARD_WRITE_DOCS=1` it writes this file. "
                + "A finding can be explained by another one: `causedBy` in the API, folded under its cause on the page.\n\n"
        );
        text.Append("## Levels\n\n| level | when |\n| --- | --- |\n");
        foreach (var (level, when) in Levels)
        {
            text.Append($"| {level} | {when} |\n");
        }

        text.Append(
            "\n## Findings\n\n| rule | severity | condition | impact | evidence | advice |\n| --- | --- | --- | --- | --- | --- |\n"
        );
        foreach (var rule in Rules.OrderBy(rule => rule.Id.Value, StringComparer.Ordinal))
        {
            text.Append(
                $"| `{rule.Id}` | {string.Join(", ", rule.Severities)} | {rule.Condition} | {rule.Impact} | "
                    + $"{string.Join(", ", rule.Sources)} | {rule.Advice} |\n"
            );
        }

        return text.ToString();
    }

    private static (Level Level, string When)[] Levels { get; } =
    [
        (
            Level.Healthy,
            "the control plane tolerates as many failures as its size allows, every configured source is fresh, and "
                + "no finding is more severe than Info"
        ),
        (
            Level.Degraded,
            "redundancy or a worker is lost or not observed; the control plane tolerates at least 1 more failure, or "
                + "its size never allowed one"
        ),
        (Level.AtRisk, "the control plane is serving, but no further failure is tolerated for certain"),
        (Level.Down, "no etcd quorum, or no etcd leader, or no serving apiserver, or no node reaches one"),
        (Level.Unknown, "no fresh data shows a serving apiserver; the summary names what is missing"),
    ];
}
