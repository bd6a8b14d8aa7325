using System.Collections.Immutable;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using HaDashboard.Core.Facts.Text;
using HaDashboard.Core.Tests.Structure;
using Xunit;

namespace HaDashboard.Core.Tests.Text;

/// <summary>The resources that hold every text that a person reads.</summary>
public sealed partial class TextResourceTests
{
    private static readonly Lazy<HashSet<string>> Used = new(() =>
        [
            .. SourceTree
                .Files("src", "*.cs")
                .Concat(SourceTree.Files("src", "*.razor"))
                .SelectMany(file => Use().Matches(File.ReadAllText(Path.Combine(SourceTree.Root, file))))
                .Select(use => use.Value),
        ]
    );

    public static TheoryData<string> Resources => [.. SourceTree.Files("src", "*Texts.resx")];

    [Theory]
    [MemberData(nameof(Resources))]
    public void EveryText_IsAPatternWithAKey(string path)
    {
        var entries = Entries(path);

        Assert.NotEmpty(entries);
        Assert.All(entries, entry => Assert.Matches(Key(), entry.Key));
        Assert.All(entries, entry => MessagePattern.Parse(entry.Text, PlaceholdersOf(entry.Text)));
        Assert.Equal(entries.Length, entries.Select(entry => entry.Key).Distinct(StringComparer.Ordinal).Count());
    }

    [Theory]
    [MemberData(nameof(Resources))]
    public void EveryText_IsUsed(string path)
    {
        var name = Path.GetFileNameWithoutExtension(path);

        Assert.DoesNotContain(Entries(path), entry => !Used.Value.Contains($"{name}.{entry.Key}"));
    }

    // Every word before a comma or a closing brace: the compiler has checked the arguments, this test checks the form.
    private static ImmutableArray<string> PlaceholdersOf(string text) =>
        [.. Placeholder().Matches(text).Select(match => match.Groups[1].Value)];

    private static (string Key, string Text)[] Entries(string path) =>
        [
            .. XDocument
                .Load(Path.Combine(SourceTree.Root, path))
                .Root!.Elements("data")
                .Select(data => (data.Attribute("name")!.Value, data.Element("value")!.Value)),
        ];

    [GeneratedRegex(@"\{\s*(\w+)\s*[,}]")]
    private static partial Regex Placeholder();

    [GeneratedRegex(@"\b\w+Texts\.\w+")]
    private static partial Regex Use();

    [GeneratedRegex("^[A-Z][A-Za-z0-9]+$")]
    private static partial Regex Key();
}
