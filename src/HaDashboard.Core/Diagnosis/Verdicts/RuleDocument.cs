using System.Text;
using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Diagnosis.Rules;

namespace HaDashboard.Core.Diagnosis.Verdicts;

/// <summary>docs/rules.md, made of what the rules say of themselves.</summary>
public static class RuleDocument
{
    private static IEnumerable<RuleDescription> Rules => RuleCatalog.All.Select(rule => rule.Description);

    /// <summary>The documentation's page.</summary>
    public static string Markdown()
    {
        var text = new StringBuilder();
        text.Append(
            "# Rules\n\nMade from the code (`src/HaDashboard.Core/Diagnosis/Rules`); "
                + "a test fails where the two differ, and with `HADASHBOARD_WRITE_DOCS=1` it writes this file anew. "
                + "A finding explains others or is explained by one: `causedBy` in the API, folded on the page.\n\n"
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
            "the control plane stands the failures that its size promises, every source that should be heard is "
                + "fresh, and no finding is graver than Info"
        ),
        (
            Level.Degraded,
            "redundancy or a worker is lost or unobserved; the control plane stands at least one more failure, or never promised to"
        ),
        (Level.AtRisk, "it works, and stands no further failure for certain"),
        (Level.Down, "no etcd quorum or no leader, or no apiserver that serves, or no node that reaches one"),
        (Level.Unknown, "nothing fresh proves that an apiserver serves; the sentence says what is missing"),
    ];
}
