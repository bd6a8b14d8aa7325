using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Xunit;

namespace HaDashboard.Core.Tests.Structure;

/// <summary>What no analyzer in use checks, or does not check in every kind of file.</summary>
public sealed partial class StyleTests
{
    private const int MaxColumns = 140;

    // Words that this project once used for a standard term, each followed by the terms that replaced it.
    private static readonly string[] ReplacedWords =
    [
        "Amiss", // unhealthy, failing
        "Book", // catalogue
        "CalledOff", // canceled
        "Desk", // registry, journal
        "Heard", // observed, responding
        "Hears",
        "Lives", // health
        "Parted", // partitioned
        "Patient", // timeout
        "Promised", // expected, tolerated
        "Road", // route, connection
        "Roads",
        "Sight", // cell, observation
        "Sighting",
        "Sightings",
        "Speaks", // responds
        "Stands", // tolerates
        "Tells", // reports
        "Told", // reported
        "Unheard", // not observed
        "Whoever", // operator, caller
        "Witness", // source, evidence
    ];

    [Fact]
    public void ALine_HasAtMost140Columns()
    {
        var tooLong =
            from folder in new[] { "src", "tests", "benchmarks" }
            from pattern in new[] { "*.cs", "*.razor" }
            from file in SourceTree.Files(folder, pattern)
            from line in File.ReadLines(Path.Combine(SourceTree.Root, file))
                .Select((text, i) => (text.Length, Number: i + 1))
            where line.Length > MaxColumns
            select $"{file}:{line.Number}";

        Assert.Empty(tooLong);
    }

    [Fact]
    public void AnInterpolatedString_HoldsNoConditionalExpression()
    {
        var conditional =
            from file in SourceTree.Sources
            from hole in file.Syntax.DescendantNodes().OfType<InterpolationSyntax>()
            where hole.DescendantNodes().Any(node => node is ConditionalExpressionSyntax or SwitchExpressionSyntax)
            select $"{file.Path}:{SourceFile.LineOf(hole)}";

        Assert.Empty(conditional);
    }

    [Fact]
    public void TwoTypes_DoNotShareAName()
    {
        var shared =
            from file in SourceTree.Sources
            from type in file.Types
            group file.Path by type into files
            let places = files.Distinct(StringComparer.Ordinal).ToArray()
            where places.Length > 1 && !ArePartsOfOne(places)
            select $"{files.Key}: {string.Join(", ", places)}";

        Assert.Empty(shared);
    }

    [Theory]
    [InlineData("BroadcastRoadmapAsync", "")]
    [InlineData("_standsFirst", "Stands")]
    [InlineData("WHOEVER", "Whoever")]
    [InlineData("IsCalledOff", "CalledOff")]
    [InlineData("IsHeardOverSSHRoad", "Heard, Road")]
    public void AReplacedWord_IsFoundAsAWholeWord(string identifier, string found) =>
        Assert.Equal(found, string.Join(", ", ReplacedWordsIn(identifier)));

    [Fact]
    public void AnIdentifier_ContainsNoReplacedWord()
    {
        var replaced = (
            from file in SourceTree.Sources
            from identifier in file.DeclaredIdentifiers
            from word in ReplacedWordsIn(identifier.Text)
            select $"{file.Path}:{SourceFile.LineOf(identifier)}: {identifier.Text} contains {word}"
        ).ToArray();

        Assert.True(replaced.Length == 0, string.Join(Environment.NewLine, replaced));
    }

    private static IEnumerable<string> ReplacedWordsIn(string identifier)
    {
        var words = $" {string.Join(' ', WordOfIdentifier().Matches(identifier).Select(match => match.Value))} ";
        return ReplacedWords.Where(word =>
            words.Contains($" {WordOfIdentifier().Replace(word, "$0 ")}", StringComparison.OrdinalIgnoreCase)
        );
    }

    // "HTTPRoad_of2" has the words HTTP, Road, of and 2.
    [GeneratedRegex("[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+", RegexOptions.None, 1000)]
    private static partial Regex WordOfIdentifier();

    // A partial class in X.razor.cs and X.Something.cs, side by side.
    private static bool ArePartsOfOne(string[] files) =>
        files.Select(Path.GetDirectoryName).Distinct(StringComparer.Ordinal).Count() == 1;
}
