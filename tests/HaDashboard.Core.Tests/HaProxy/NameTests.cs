using HaDashboard.Core.Facts.Names;
using Xunit;

namespace HaDashboard.Core.Tests.HaProxy;

public sealed class NameTests
{
    public static TheoryData<string?> Dangerous =>
        new(
            null,
            "",
            " ",
            "a b",
            "a\n",
            "\na",
            "a\nb",
            "a\r",
            "a;b",
            "a;",
            "$(a)",
            "`a`",
            "a'",
            "a\"",
            "a|b",
            "a&b",
            "a>b",
            "a/b",
            "a\\b",
            "a\tb",
            "a\0b",
            "#1",
            "a*",
            "a,b",
            "mäster1",
            "mаster1",
            "master１",
            "master1\u200b",
            "\u202emaster1",
            "😀"
        );

    public static TheoryData<string> Ordinary => new("a", "1", "master1", "MASTER-1", "k8s_master.1");

    [Theory]
    [MemberData(nameof(Dangerous))]
    public void NoName_TakesWhatCouldBeASecondCommandOrAnotherName(string? text)
    {
        Assert.False(NodeName.TryParse(text, out _));
        Assert.False(ProxyName.TryParse(text, out _));
        Assert.False(ServerName.TryParse(text, out _));
    }

    [Theory]
    [MemberData(nameof(Ordinary))]
    public void EveryName_TakesTheOrdinaryAlphabetAsItIs(string text)
    {
        Assert.Equal(text, NodeName.Parse(text).ToString());
        Assert.Equal(text, ProxyName.Parse(text).ToString());
        Assert.Equal(text, ServerName.Parse(text).ToString());
    }

    [Theory]
    [InlineData("api:6443")]
    [InlineData("-a")]
    [InlineData("_a")]
    public void HAProxysNames_TakeHAProxysAlphabet_AndNodesDoNot(string text)
    {
        Assert.Equal(text, ProxyName.Parse(text).Value);
        Assert.Equal(text, ServerName.Parse(text).Value);
        Assert.False(NodeName.TryParse(text, out _));
    }

    [Fact]
    public void Names_AreBoundedInLength()
    {
        Assert.True(NodeName.TryParse(new string('a', 253), out _));
        Assert.False(NodeName.TryParse(new string('a', 254), out _));
        Assert.True(ProxyName.TryParse(new string('a', 255), out _));
        Assert.False(ProxyName.TryParse(new string('a', 256), out _));
        Assert.True(ServerName.TryParse(new string('a', 255), out _));
        Assert.False(ServerName.TryParse(new string('a', 256), out _));
    }

    [Fact]
    public void Names_AreEqualByTheirLetters_CaseIncluded()
    {
        Assert.Equal(NodeName.Parse("a"), NodeName.Parse("a"));
        Assert.NotEqual(NodeName.Parse("a"), NodeName.Parse("A"));
    }

    [Fact]
    public void Parse_BadName_SaysWhichWithoutRepeatingItsControlCharacters()
    {
        var message = Assert.Throws<FormatException>(() => ServerName.Parse("a\nshutdown")).Message;
        Assert.Contains("'a\\x0ashutdown' is not a server name", message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
    }
}
