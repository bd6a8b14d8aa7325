using Microsoft.CodeAnalysis.CSharp.Syntax;
using Xunit;

namespace HaDashboard.Core.Tests.Structure;

/// <summary>What no analyzer in use checks, or does not check in every kind of file.</summary>
public sealed class StyleTests
{
    private const int MaxColumns = 140;

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

    // A partial class in X.razor.cs and X.Something.cs, side by side.
    private static bool ArePartsOfOne(string[] files) =>
        files.Select(Path.GetDirectoryName).Distinct(StringComparer.Ordinal).Count() == 1;
}
