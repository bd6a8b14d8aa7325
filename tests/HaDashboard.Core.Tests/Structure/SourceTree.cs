using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace HaDashboard.Core.Tests.Structure;

/// <summary>The project's own source files, read once for all structure tests.</summary>
internal static class SourceTree
{
    private static readonly Lazy<IReadOnlyList<SourceFile>> Parsed = new(() => [.. Files("src", "*.cs").Select(Read)]);

    /// <summary>The folder that holds the solution.</summary>
    public static string Root { get; } = Path.GetFullPath(Path.Combine(Here(), "..", "..", ".."));

    /// <summary>Every C# file under <c>src</c>.</summary>
    public static IReadOnlyList<SourceFile> Sources => Parsed.Value;

    /// <summary>The files of HaDashboard.Core.</summary>
    public static IEnumerable<SourceFile> Core => Project("HaDashboard.Core");

    /// <summary>The files of one project under <c>src</c>.</summary>
    public static IEnumerable<SourceFile> Project(string name) =>
        Sources.Where(file => file.Path.StartsWith($"src/{name}/", StringComparison.Ordinal));

    /// <summary>Paths relative to <see cref="Root"/>, with forward slashes, without what a build leaves behind.</summary>
    public static IEnumerable<string> Files(string folder, string pattern) =>
        Directory
            .EnumerateFiles(Path.Combine(Root, folder), pattern, SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Root, file).Replace('\\', '/'))
            .Where(file =>
                !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/bin/", StringComparison.Ordinal)
            )
            .Order(StringComparer.Ordinal);

    private static SourceFile Read(string path) =>
        new(path, CSharpSyntaxTree.ParseText(File.ReadAllText(Path.Combine(Root, path))).GetCompilationUnitRoot());

    private static string Here([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}

/// <summary>One C# file.</summary>
/// <param name="Path">Relative to the solution.</param>
internal sealed record SourceFile(string Path, CompilationUnitSyntax Syntax)
{
    /// <summary>The file's namespace; empty for top-level statements.</summary>
    public string Namespace { get; } =
        Syntax.DescendantNodes().OfType<BaseNamespaceDeclarationSyntax>().FirstOrDefault()?.Name.ToString() ?? "";

    /// <summary>Whether the file is a program without a namespace.</summary>
    public bool HasTopLevelStatements => Syntax.Members.OfType<GlobalStatementSyntax>().Any();

    /// <summary>The namespaces that its <c>using</c> lines name, without its own.</summary>
    public IEnumerable<string> Uses =>
        Syntax
            .Usings.Select(line => line.StaticKeyword.IsKind(SyntaxKind.None) ? NameOf(line) : Parent(NameOf(line)))
            .Where(name => !name.Equals(Namespace, StringComparison.Ordinal));

    /// <summary>The types declared at the top level of the file.</summary>
    public IEnumerable<string> Types =>
        Syntax
            .DescendantNodes()
            .OfType<BaseTypeDeclarationSyntax>()
            .Where(type => type.Parent is BaseNamespaceDeclarationSyntax)
            .Select(type => type.Identifier.Text);

    /// <summary>The names of the types, members, parameters, type parameters and local variables that the file declares.</summary>
    public IEnumerable<SyntaxToken> DeclaredIdentifiers =>
        Syntax.DescendantNodes().Select(DeclaredBy).Where(token => !token.IsKind(SyntaxKind.None));

    public static int LineOf(SyntaxToken token) => token.GetLocation().GetLineSpan().StartLinePosition.Line + 1;

    public static int LineOf(SyntaxNode node) => node.GetLocation().GetLineSpan().StartLinePosition.Line + 1;

    private static SyntaxToken DeclaredBy(SyntaxNode node) =>
        node switch
        {
            BaseTypeDeclarationSyntax type => type.Identifier,
            DelegateDeclarationSyntax type => type.Identifier,
            TypeParameterSyntax type => type.Identifier,
            EnumMemberDeclarationSyntax member => member.Identifier,
            PropertyDeclarationSyntax member => member.Identifier,
            EventDeclarationSyntax member => member.Identifier,
            MethodDeclarationSyntax member => member.Identifier,
            LocalFunctionStatementSyntax function => function.Identifier,
            ParameterSyntax parameter => parameter.Identifier,
            VariableDeclaratorSyntax variable => variable.Identifier,
            SingleVariableDesignationSyntax variable => variable.Identifier,
            ForEachStatementSyntax variable => variable.Identifier,
            CatchDeclarationSyntax variable => variable.Identifier,
            TupleElementSyntax element => element.Identifier,
            NameColonSyntax { Parent: ArgumentSyntax { Parent: TupleExpressionSyntax } } element => element
                .Name
                .Identifier,
            AnonymousObjectMemberDeclaratorSyntax { NameEquals: { } element } => element.Name.Identifier,
            FromClauseSyntax range => range.Identifier,
            LetClauseSyntax range => range.Identifier,
            JoinClauseSyntax range => range.Identifier,
            QueryContinuationSyntax range => range.Identifier,
            _ => default,
        };

    private static string NameOf(UsingDirectiveSyntax line) => line.Name?.ToString() ?? "";

    private static string Parent(string name) => name[..name.LastIndexOf('.')];
}
