using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Diagnosis.Verdicts;
using Xunit;

namespace HaDashboard.Core.Tests.Verdicts;

/// <summary>The documentation says what the judge does.</summary>
public sealed class RuleBookTests
{
    /// <summary>docs/rules.md is <see cref="RuleBook.Markdown"/>; HADASHBOARD_WRITE_DOCS=1 writes it anew.</summary>
    [Fact]
    public void TheDocumentation_IsTheCode()
    {
        var file = Path.Combine(Root(), "docs", "rules.md");
        if (Environment.GetEnvironmentVariable("HADASHBOARD_WRITE_DOCS") is "1")
        {
            File.WriteAllText(file, RuleBook.Markdown());
        }

        Assert.Equal(RuleBook.Markdown(), File.ReadAllText(file).ReplaceLineEndings("\n"));
    }

    [Fact]
    public void EveryRule_IsThereOnce() =>
        Assert.Equal(RuleBook.Entries.Length, RuleBook.Entries.DistinctBy(entry => entry.Id).Count());

    [Theory]
    [MemberData(nameof(JudgeTests.Names), MemberType = typeof(JudgeTests))]
    public void EveryFinding_IsInTheBook_WithItsSeverity_AndTellsAllItMust(string name) =>
        Assert.All(JudgeTests.VerdictOf(name).Findings, AssertComplete);

    internal static void AssertComplete(Finding finding)
    {
        Assert.Contains(finding.Severity, RuleBook.Find(finding.Rule)!.Severity);
        Assert.False(string.IsNullOrEmpty(finding.Impact), finding.Key);
        Assert.StartsWith("/", finding.Link, StringComparison.Ordinal);
        Assert.NotEqual(finding.Key, finding.CausedBy);
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "HaDashboard.sln")))
        {
            folder = folder.Parent!;
        }

        return folder.FullName;
    }
}
