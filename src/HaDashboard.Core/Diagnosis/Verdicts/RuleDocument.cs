using System.Globalization;
using System.Text;
using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Diagnosis.Rules;
using HaDashboard.Core.Facts.Text;

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
            text.Append($"| {level} | {English(when)} |\n");
        }

        text.Append(
            "\n## Findings\n\n| rule | severity | condition | impact | evidence | advice |\n| --- | --- | --- | --- | --- | --- |\n"
        );
        foreach (var rule in Rules.OrderBy(rule => rule.Id.Value, StringComparer.Ordinal))
        {
            text.Append(
                $"| `{rule.Id}` | {string.Join(", ", rule.Severities)} | {English(rule.Condition)} | "
                    + $"{English(rule.Impact)} | {string.Join(", ", rule.Sources)} | {English(rule.Advice)} |\n"
            );
        }

        return text.ToString();
    }

    private static string English(Message message) => message.In(CultureInfo.InvariantCulture);

    private static (Level Level, Message When)[] Levels { get; } =
    [
        (Level.Healthy, VerdictTexts.HealthyWhen),
        (Level.Degraded, VerdictTexts.DegradedWhen),
        (Level.AtRisk, VerdictTexts.AtRiskWhen),
        (Level.Down, VerdictTexts.DownWhen),
        (Level.Unknown, VerdictTexts.UnknownWhen),
    ];
}
