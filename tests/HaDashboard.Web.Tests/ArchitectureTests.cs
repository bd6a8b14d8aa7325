using System.Runtime.CompilerServices;
using Xunit;

namespace HaDashboard.Web.Tests;

/// <summary>The borders that are folders and not projects: who in the web project may name whom.</summary>
public sealed class ArchitectureTests
{
    [Theory]
    [InlineData("Components", "HaDashboard.Adapters")]
    [InlineData("Components", "HaDashboard.Simulation")]
    [InlineData("Components", "HttpClient")]
    [InlineData("Components", "MarkupString")]
    [InlineData("Components", "PeriodicTimer")]
    [InlineData("Hubs", "HaDashboard.Components")]
    [InlineData("Hubs", "HaDashboard.Adapters")]
    [InlineData("Api", "HaDashboard.Components")]
    [InlineData("Api", "HaDashboard.Adapters")]
    public void ARoom_DoesNotName(string room, string word)
    {
        var files = Directory
            .EnumerateFiles(Path.Combine(Source(), room), "*.*", SearchOption.AllDirectories)
            .Where(file =>
                file.EndsWith(".cs", StringComparison.Ordinal) || file.EndsWith(".razor", StringComparison.Ordinal)
            )
            .ToArray();

        Assert.NotEmpty(files);
        Assert.DoesNotContain(files, file => File.ReadAllText(file).Contains(word, StringComparison.Ordinal));
    }

    [Fact]
    public void OnlyOneComponent_SubscribesToTheFeed()
    {
        var subscribers = Directory
            .EnumerateFiles(Path.Combine(Source(), "Components"), "*.*", SearchOption.AllDirectories)
            .Where(file => File.ReadAllText(file).Contains("IClusterFeed", StringComparison.Ordinal))
            .Select(Path.GetFileName);

        Assert.Equal(["ClusterViewProvider.razor.cs"], subscribers);
    }

    private static string Source([CallerFilePath] string here = "") =>
        Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "src", "HaDashboard");
}
