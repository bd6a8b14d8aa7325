using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Xunit;

namespace HaDashboard.Core.Tests.Structure;

/// <summary>What a person reads on a page stands in a resource (<c>*Texts.resx</c>), never in the code or the markup.</summary>
public sealed partial class TextLiteralTests
{
    // English only, because no page shows it.
    private static readonly string[] EnglishOnly =
    [
        // what the simulated cluster plays, and what runs inside the compiler
        "src/HaDashboard.Simulation/",
        "src/HaDashboard.TextGenerator/",
        // output on a terminal: --check, errors of the configuration, messages of the start, and how --check describes a reading
        "src/HaDashboard/Checking/",
        "src/HaDashboard/Configuration/",
        "src/HaDashboard/Demo/",
        "src/HaDashboard/Starting/",
        "src/HaDashboard/Program.cs",
        "src/HaDashboard/Access/HashPasswordVerb.cs",
        "src/HaDashboard.Adapters/Audit/JsonLinesAuditLog.cs",
        "src/HaDashboard.Adapters/ControlPlane/EtcdProber.cs",
        "src/HaDashboard.Adapters/ControlPlane/EndpointProber.cs",
        "src/HaDashboard.Adapters/ControlPlane/ProbeWords.cs",
        "src/HaDashboard.Adapters/ControlPlane/Routes/ComponentRoute.cs",
        "src/HaDashboard.Adapters/HaProxy/HaProxyCheck.cs",
        "src/HaDashboard.Adapters/Kubernetes/KubernetesCheck.cs",
        "src/HaDashboard.Adapters/Sources/SourceTrial.cs",
        "src/HaDashboard.Adapters/Ssh/Sockets/UnixSocketPath.cs",
        "src/HaDashboard.Core/Facts/Sources/SourceCatalogue.cs",
        // REST and its description
        "src/HaDashboard/Access/ApiTokenHandler.cs",
        "src/HaDashboard/Access/OriginGuard.cs",
        "src/HaDashboard/Access/RateLimits.cs",
        "src/HaDashboard/Api/",
        "src/HaDashboard/Http/",
        "src/HaDashboard/Hubs/",
        // the audit
        "src/HaDashboard/Access/Oidc/OidcEvents.cs",
        "src/HaDashboard/Access/Sessions/SessionService.cs",
        "src/HaDashboard/Access/SignInService.cs",
        "src/HaDashboard/Components/Console/ConsolePanel.razor.cs",
        // log messages
        "src/HaDashboard.Adapters/HaProxy/Polling/HaProxySource.cs",
        "src/HaDashboard.Adapters/Kubernetes/Watching/ResourceReader.cs",
        "src/HaDashboard/Clusters/ClusterRuntime.cs",
        // the generated page docs/rules.md
        "src/HaDashboard.Core/Diagnosis/Verdicts/RuleDocument.cs",
        // words of other programs, compared or quoted: HAProxy, socat, etcd, sudo
        "src/HaDashboard.Adapters/Discovery/HaProxyListing.cs",
        "src/HaDashboard.Adapters/Ssh/Links/SshConnector.cs",
        "src/HaDashboard.Adapters/Ssh/Sockets/SocketRefusal.cs",
        "src/HaDashboard.Adapters/Ssh/Sockets/SocketRelays.cs",
        "src/HaDashboard.Core/Diagnosis/Doctor/ClockCheck.cs",
        "src/HaDashboard.Core/Facts/HaProxy/ServerStatus.cs",
        "src/HaDashboard.Core/Operations/Actions/IHaProxyRuntime.cs",
        "src/HaDashboard.Core/Operations/Actions/ReadConsoleHandler.cs",
        "src/HaDashboard.Core/Operations/Actions/RuntimeErrors.cs",
        "src/HaDashboard.Core/Operations/Reloads/ReloadRun.cs",
        "src/HaDashboard/Components/Shared/StatusStyle.cs",
        // ids for programs: the subject of a finding, data-state of a cell
        "src/HaDashboard.Core/Diagnosis/Findings/Subject.cs",
        "src/HaDashboard/Components/Masters/ProbeWord.cs",
    ];

    // The same in every language: names of programs, files, settings and keys.
    private static readonly string[] Names =
    [
        "HaDashboard",
        "HAProxy",
        "Kubernetes",
        "etcd",
        "appsettings.json",
        "TLS + /readyz",
        "Space",
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
    public void AnExemptFile_Exists() =>
        Assert.All(EnglishOnly, path =>
            Assert.Contains(SourceTree.Sources, file => file.Path.StartsWith(path, StringComparison.Ordinal))
        );

    [Fact]
    public void Markup_HoldsNoTextForAPerson()
    {
        var texts = (
            from path in SourceTree.Files("src/HaDashboard", "*.razor")
            let markup = WithoutCode(File.ReadAllText(Path.Combine(SourceTree.Root, path)))
            from text in TextOfElement().Matches(markup).Concat(TextOfAttribute().Matches(markup))
            where !IsName(text.Groups["text"].Value.Trim())
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

    private static bool IsName(string text) =>
        text.Count(char.IsLetter) < 3
        || Names.Contains(text, StringComparer.Ordinal)
        || text.StartsWith("HaDashboard:", StringComparison.Ordinal)
        || text.StartsWith("HaDashboard --", StringComparison.Ordinal)
        || text.StartsWith("etcdctl ", StringComparison.Ordinal);

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
        "^(Argument|InvalidOperation|Format|NotSupported|Unreachable|InvalidData|Json|Missing|ObjectDisposed|OperationCanceled)",
        RegexOptions.None,
        1000
    )]
    private static partial Regex ProgrammersException();

    [GeneratedRegex(@"@\*.*?\*@", RegexOptions.Singleline, 1000)]
    private static partial Regex Comment();

    [GeneratedRegex(@"<[a-zA-Z][^<>@]*>(?<text>[^<>@{}&""]*[A-Za-z]{3}[^<>@{}&""]*)<", RegexOptions.None, 1000)]
    private static partial Regex TextOfElement();

    [GeneratedRegex(
        @"\b(aria-label|title|placeholder|alt|Label|Title|HelperText)=""(?<text>[^@""]*[A-Za-z]{3}[^@""]*)""",
        RegexOptions.None,
        1000
    )]
    private static partial Regex TextOfAttribute();
}
