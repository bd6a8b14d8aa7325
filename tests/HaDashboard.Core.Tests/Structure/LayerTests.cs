using Xunit;

namespace HaDashboard.Core.Tests.Structure;

/// <summary>The direction between the layers of Core and between the folders of a project; the size of a folder.</summary>
public sealed class LayerTests
{
    private const string Core = "HaDashboard.Core.";

    // A layer may use those before it. Views is between Diagnosis and Operations: the store publishes snapshot and verdict together,
    // so it needs both, and the gate's guards read what it has published.
    private static readonly string[] Layers = ["Facts", "Diagnosis", "Views", "Operations", "Memory"];

    [Fact]
    public void ALayer_UsesOnlyLayersBelowIt()
    {
        var upwards =
            from file in SourceTree.Core
            let own = Layer(file.Namespace)
            where own >= 0
            from used in file.Uses
            where Layer(used) > own
            select $"{file.Path} uses {used}";

        Assert.Empty(upwards);
    }

    [Fact]
    public void EveryFolderOfCore_BelongsToALayer() =>
        Assert.Equal(
            Layers.Order(StringComparer.Ordinal),
            SourceTree
                .Core.Select(file => file.Path.Split('/'))
                .Where(path => path.Length > 3)
                .Select(path => path[2])
                .Distinct(StringComparer.Ordinal)
                .Order(StringComparer.Ordinal)
        );

    [Fact]
    public void ANamespace_IsItsFolder() =>
        Assert.Empty(
            from file in SourceTree.Sources
            where !file.HasTopLevelStatements && file.Namespace is not "System.Runtime.CompilerServices" // the compiler looks it up
            let folder = string.Join('.', file.Path.Split('/')[1..^1])
            where !file.Namespace.Equals(folder, StringComparison.Ordinal)
            select $"{file.Path} is in {file.Namespace}"
        );

    [Theory]
    [InlineData("HaDashboard.Core")]
    [InlineData("HaDashboard.Adapters")]
    [InlineData("HaDashboard")]
    public void FoldersOfAProject_DoNotUseEachOtherInACircle(string project)
    {
        var uses = SourceTree
            .Project(project)
            .GroupBy(file => file.Namespace, StringComparer.Ordinal)
            .ToDictionary(
                folder => folder.Key,
                folder => folder.SelectMany(file => file.Uses).Distinct(StringComparer.Ordinal).ToArray(),
                StringComparer.Ordinal
            );

        Assert.True(uses.Count > 3, $"Only {uses.Count} folders of {project} were found.");
        Assert.DoesNotContain(uses.Keys, folder => Reaches(uses, folder, folder));
    }

    [Fact]
    public void AFolder_HoldsAtMostTwentyFiveFiles()
    {
        var folders = SourceTree
            .Files("src", "*.cs")
            .Concat(SourceTree.Files("src", "*.razor"))
            .GroupBy(file => file[..file.LastIndexOf('/')], StringComparer.Ordinal)
            .ToArray();

        Assert.Contains(folders, folder => folder.Any(file => file.EndsWith(".razor", StringComparison.Ordinal)));
        Assert.Empty(folders.Where(folder => folder.Count() > 25).Select(folder => $"{folder.Key}: {folder.Count()}"));
    }

    private static bool IsCore(string name) => name.StartsWith(Core, StringComparison.Ordinal);

    private static int Layer(string name) =>
        IsCore(name) ? Array.IndexOf(Layers, name[Core.Length..].Split('.')[0]) : -1;

    private static bool Reaches(Dictionary<string, string[]> uses, string from, string to)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var next = new Stack<string>(uses[from]);
        while (next.TryPop(out var folder))
        {
            if (folder.Equals(to, StringComparison.Ordinal))
            {
                return true;
            }

            if (seen.Add(folder))
            {
                Array.ForEach(uses.GetValueOrDefault(folder, []), next.Push);
            }
        }

        return false;
    }
}
