using System.Text.RegularExpressions;
using Xunit;

namespace HaDashboard.Core.Tests.Structure;

/// <summary>The architecture page names files. It must stay correct when a file is renamed.</summary>
public sealed partial class ArchitecturePageTests
{
    [Fact]
    public void EveryFileThatThePageNames_Exists()
    {
        var page = File.ReadAllText(Path.Combine(SourceTree.Root, "docs", "architecture.md"));
        var named = PathInCode()
            .Matches(page)
            .Select(match => match.Groups[1].Value)
            .Distinct(StringComparer.Ordinal)
            .ToArray();

        Assert.True(named.Length > 20, $"Only {named.Length} paths were found on the page.");
        Assert.All(named, path => Assert.True(Path.Exists(Path.Combine(SourceTree.Root, path)), path));
    }

    [GeneratedRegex(@"`((?:src|tests|docs|deploy|benchmarks)/[\w./-]+)`", RegexOptions.None, 1000)]
    private static partial Regex PathInCode();
}
