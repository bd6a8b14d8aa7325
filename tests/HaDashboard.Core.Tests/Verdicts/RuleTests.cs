using System.Text.RegularExpressions;
using HaDashboard.Core.Diagnosis;
using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Diagnosis.Rules;
using HaDashboard.Core.Diagnosis.Verdicts;
using HaDashboard.Core.Facts.Sources;
using Xunit;

namespace HaDashboard.Core.Tests.Verdicts;

/// <summary>What every rule has, and what no other file may know of it.</summary>
public sealed partial class RuleTests
{
    /// <summary>docs/rules.md is <see cref="RuleDocument.Markdown"/>; HADASHBOARD_WRITE_DOCS=1 writes it anew.</summary>
    [Fact]
    public void TheDocumentation_IsTheCode()
    {
        var file = Path.Combine(Root(), "docs", "rules.md");
        if (Environment.GetEnvironmentVariable("HADASHBOARD_WRITE_DOCS") is "1")
        {
            File.WriteAllText(file, RuleDocument.Markdown());
        }

        Assert.Equal(RuleDocument.Markdown(), File.ReadAllText(file).ReplaceLineEndings("\n"));
    }

    [Fact]
    public void EveryRule_IsFound_WithAnIdAndAnOrderOfItsOwn()
    {
        var files = Directory
            .EnumerateFiles(Folder("Rules"), "*Rule.cs", SearchOption.AllDirectories)
            .Select(file => Path.GetFileNameWithoutExtension(file))
            .Except(["IRule", "LeaderRule"], StringComparer.Ordinal);
        Assert.Equal(
            files.Order(StringComparer.Ordinal),
            RuleCatalog.All.Select(rule => rule.GetType().Name).Order(StringComparer.Ordinal)
        );
        Assert.Equal(RuleCatalog.All.Length, RuleCatalog.All.DistinctBy(rule => rule.Description.Id).Count());
        Assert.Equal(RuleCatalog.All.Length, RuleCatalog.All.DistinctBy(rule => rule.Description.Order).Count());
        Assert.All(RuleCatalog.All, rule =>
        {
            Assert.True(rule.GetType() is { IsSealed: true, IsPublic: true });
            Assert.Same(rule.Description.Id, rule.GetType().GetProperty("Id")!.GetValue(null));
            Assert.Same(rule, RuleCatalog.Find(rule.Description.Id));
        });
    }

    [Fact]
    public void NoRule_ExplainsItself_ByWhateverDetour()
    {
        var left = RuleCatalog.All.ToDictionary(
            rule => rule.Description.Id,
            rule => rule.ExplainedBy.Select(explanation => explanation.Cause).ToHashSet()
        );
        while (left.FirstOrDefault(rule => rule.Value.All(cause => !left.ContainsKey(cause))).Key is { } id)
        {
            left.Remove(id);
        }

        Assert.Empty(left.Keys);
    }

    [Theory]
    [InlineData("haproxy")]
    [InlineData("haproxy.")]
    [InlineData("haproxy.Server")]
    [InlineData("haproxy.server.down")]
    public void AnId_IsTwoWords(string text) => Assert.Throws<ArgumentException>(() => new RuleId(text));

    [Fact]
    public void NoOtherFile_SpellsTheIdOfARule()
    {
        var ids = RuleCatalog.All.ToDictionary(
            rule => $"\"{rule.Description.Id}\"",
            rule => rule.GetType().Name + ".cs",
            StringComparer.Ordinal
        );
        var spelled =
            from file in Sources("src")
            from Match literal in Literal().Matches(File.ReadAllText(file))
            where
                ids.TryGetValue(literal.Value, out var own)
                && !own.Equals(Path.GetFileName(file), StringComparison.Ordinal)
            select $"{file}: {literal.Value}";
        Assert.Empty(spelled);
        Assert.Contains("\"haproxy.flapping\"", ids.Keys);
    }

    /// <summary>The timeline is for people, and pods that come and go push its entries out.</summary>
    [Fact]
    public void Diagnosis_NeverReadsTheTimeline() =>
        Assert.All(Directory.EnumerateFiles(Folder(""), "*.cs", SearchOption.AllDirectories), file =>
            Assert.DoesNotMatch(Timeline(), File.ReadAllText(file))
        );

    [Fact]
    public void WhatFollowsFromTheFacts_IsComputedByTheDiagnosisAlone()
    {
        var computed =
            from file in Sources("src")
            where !Path.GetFileName(file).Equals("ClusterDiagnosis.cs", StringComparison.Ordinal)
            from Match call in Computation().Matches(File.ReadAllText(file))
            select $"{file}: {call.Value}";
        Assert.Empty(computed);
        Assert.Equal(7, Computation().Count(File.ReadAllText(Path.Combine(Folder(""), "ClusterDiagnosis.cs"))));
    }

    [Fact]
    public void EachPart_IsComputedOnce_ForAllReaders()
    {
        var diagnosis = ClusterDiagnosis.Of(Scenario.Whole().Snapshot);
        Parallel.For(0, 16, _ => Assert.Same(diagnosis.Etcd, diagnosis.Etcd));
        Assert.Equal(diagnosis.Matrix, diagnosis.Matrix);
        Assert.Same(diagnosis.Tolerance, diagnosis.Tolerance);
        Assert.Same(diagnosis.Pattern, diagnosis.Pattern);
    }

    [Fact]
    public void WhatAReadingTells_IsKeptForTheNextDiagnosis_WhileTheReadingIsTheSame()
    {
        var snapshot = Scenario.Whole().Snapshot;
        var before = ClusterDiagnosis.Of(snapshot);
        var servers = before.ServersOf(snapshot.Nodes[0]);
        var polled = snapshot.Nodes[0].With(SourceCatalogue.HaProxy, snapshot.Nodes[1].HaProxy);
        var next = snapshot with
        {
            Nodes = snapshot.Nodes.SetItem(1, polled with { Config = snapshot.Nodes[1].Config }),
        };
        var after = ClusterDiagnosis.Of(next, before);
        Assert.Same(servers, after.ServersOf(next.Nodes[0]));
        Assert.NotSame(servers, ClusterDiagnosis.Of(snapshot).ServersOf(snapshot.Nodes[0]));
    }

    [Theory]
    [MemberData(nameof(JudgeTests.Names), MemberType = typeof(JudgeTests))]
    public void EveryFinding_HasASeverityOfItsRule_AndAllThatAPersonNeeds(string name) =>
        Assert.All(JudgeTests.VerdictOf(name).Findings, AssertComplete);

    internal static void AssertComplete(Finding finding)
    {
        Assert.Contains(finding.Severity, RuleCatalog.Find(finding.Rule)!.Description.Severities);
        Assert.False(string.IsNullOrEmpty(finding.Impact), finding.Key);
        Assert.StartsWith("/", finding.Link, StringComparison.Ordinal);
        Assert.NotEqual(finding.Key, finding.CausedBy);
    }

    private static IEnumerable<string> Sources(string folder) =>
        Directory
            .EnumerateFiles(Path.Combine(Root(), folder), "*.*", SearchOption.AllDirectories)
            .Where(file => Path.GetExtension(file) is ".cs" or ".razor")
            .Where(file =>
                !file.Contains(
                    $"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}",
                    StringComparison.Ordinal
                )
            );

    private static string Folder(string name) => Path.Combine(Root(), "src", "HaDashboard.Core", "Diagnosis", name);

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "HaDashboard.sln")))
        {
            folder = folder.Parent!;
        }

        return folder.FullName;
    }

    [GeneratedRegex(@"\bTransition", RegexOptions.CultureInvariant)]
    private static partial Regex Timeline();

    [GeneratedRegex("\"[a-z0-9.-]+\"", RegexOptions.CultureInvariant)]
    private static partial Regex Literal();

    [GeneratedRegex(
        @"\b(ReachabilityMatrix|EtcdView|MatrixPattern|NodeSilence|MemberHealth|Tolerance|Survivability)\s*\.(All)?Of\(",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex Computation();
}
