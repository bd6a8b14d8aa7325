using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Xunit;

namespace HaDashboard.Core.Tests.Structure;

/// <summary>What a person reads on a page stands in a resource (<c>*Texts.resx</c>), never in the code or the markup.</summary>
public sealed partial class TextLiteralTests
{
    // These speak English only: the program's own output on a terminal, and what the simulated cluster plays.
    private static readonly string[] EnglishOnly =
    [
        "src/HaDashboard.Simulation/",
        "src/HaDashboard.TextGenerator/",
        "src/HaDashboard/Checking/",
        "src/HaDashboard/Configuration/",
        "src/HaDashboard/Demo/",
        "src/HaDashboard/Starting/",
    ];

    [Theory]
    [InlineData("The apiserver is down", true)]
    [InlineData("no response yet.", true)]
    [InlineData(" other nodes report another state", true)]
    [InlineData("show servers state", false)]
    [InlineData("kube-apiserver", false)]
    [InlineData("set server {0} state maint", false)]
    public void ASentence_IsToldFromACommand(string text, bool isProse) => Assert.Equal(isProse, IsProse(text));

    [Fact]
    public void ALiteral_IsNoSentenceForAPerson()
    {
        var literals = (
            from file in SourceTree.Sources
            where !EnglishOnly.Any(folder => file.Path.StartsWith(folder, StringComparison.Ordinal))
            from literal in Literals(file.Syntax)
            where IsProse(literal.Text) && !IsForProgrammers(literal.Node)
            select $"{file.Path}:{SourceFile.LineOf(literal.Node)}: {literal.Text}"
        ).ToArray();

        Assert.True(literals.Length == 0, string.Join(Environment.NewLine, literals));
    }

    [Fact]
    public void Markup_HoldsNoTextForAPerson()
    {
        var texts = (
            from path in SourceTree.Files("src/HaDashboard", "*.razor")
            let markup = WithoutCode(File.ReadAllText(Path.Combine(SourceTree.Root, path)))
            from text in TextOfElement().Matches(markup).Concat(TextOfAttribute().Matches(markup))
            where text.Groups["text"].Value.Count(char.IsLetter) > 2
            select $"{path}: {text.Groups["text"].Value.Trim()}"
        ).ToArray();

        Assert.True(texts.Length == 0, string.Join(Environment.NewLine, texts));
    }

    private static IEnumerable<(SyntaxNode Node, string Text)> Literals(SyntaxNode root) =>
        root.DescendantNodes()
            .OfType<LiteralExpressionSyntax>()
            .Where(literal => literal.IsKind(SyntaxKind.StringLiteralExpression))
            .Select(literal => ((SyntaxNode)literal, literal.Token.ValueText))
            .Concat(
                root.DescendantNodes()
                    .OfType<InterpolatedStringExpressionSyntax>()
                    .Select(text => ((SyntaxNode)text, string.Concat(text.Contents.Select(TextOf))))
            );

    private static string TextOf(InterpolatedStringContentSyntax part) =>
        part is InterpolatedStringTextSyntax text ? text.TextToken.ValueText : "{0}";

    // Exceptions for programmers, log messages and attributes are in English: no page shows them.
    private static bool IsForProgrammers(SyntaxNode literal) =>
        literal
            .Ancestors()
            .Any(node =>
                node switch
                {
                    AttributeSyntax => true,
                    ObjectCreationExpressionSyntax { Type: var type } => ProgrammersException()
                        .IsMatch(type.ToString()),
                    InvocationExpressionSyntax { Expression: var called } => called
                        .ToString()
                        .Contains("Log", StringComparison.Ordinal),
                    _ => false,
                }
            );

    // A sentence begins with a capital or ends with a full stop; a fragment of one has at least four words.
    private static bool IsProse(string text) => Sentence().IsMatch(text) || Fragment().IsMatch(text);

    private static string WithoutCode(string razor)
    {
        var markup = Comment().Replace(razor, "");
        var code = markup.IndexOf("@code", StringComparison.Ordinal);
        return code < 0 ? markup : markup[..code];
    }

    [GeneratedRegex(@"^\s*[A-Z][a-z]+ \S|[a-z]+ [a-z]+\.\s*$", RegexOptions.None, 1000)]
    private static partial Regex Sentence();

    [GeneratedRegex(@"\b(is|are|was|has|have|not|the|of|no|other|and|or)\b.* .*[a-z]", RegexOptions.None, 1000)]
    private static partial Regex Fragment();

    [GeneratedRegex(
        "^(Argument|InvalidOperation|Format|NotSupported|Unreachable|InvalidData|Json|Missing|ObjectDisposed)",
        RegexOptions.None,
        1000
    )]
    private static partial Regex ProgrammersException();

    [GeneratedRegex(@"@\*.*?\*@", RegexOptions.Singleline, 1000)]
    private static partial Regex Comment();

    [GeneratedRegex(@"<[a-zA-Z][^<>@]*>(?<text>[^<>@{}]*[A-Za-z]{3}[^<>@{}]*)<", RegexOptions.None, 1000)]
    private static partial Regex TextOfElement();

    [GeneratedRegex(
        @"\b(aria-label|title|placeholder|alt|Label|Title|HelperText)=""(?<text>[^@""]*[A-Za-z]{3}[^@""]*)""",
        RegexOptions.None,
        1000
    )]
    private static partial Regex TextOfAttribute();
}
