using System.Globalization;
using HaDashboard.Core.Facts.Text;
using Xunit;

namespace HaDashboard.Core.Tests.Text;

public sealed class MessagePatternTests
{
    [Theory]
    [InlineData("no placeholder", "no placeholder")]
    [InlineData("", "")]
    [InlineData("{node} is down", "k8smaster1 is down")]
    [InlineData("{ node }{node}", "k8smaster1k8smaster1")]
    [InlineData("the node's port", "the node's port")]
    [InlineData("a '{'literal'}' brace", "a {literal} brace")]
    [InlineData("# is no number outside a plural", "# is no number outside a plural")]
    [InlineData("{one, plural, one {# node} other {# nodes}} left", "1 node left")]
    [InlineData("{two, plural, one {# node} other {# nodes}} left", "2 nodes left")]
    [InlineData("{none, plural, =0 {no node} one {# node} other {# nodes}}", "no node")]
    [InlineData("{none, plural, one {# node} other {# nodes}}", "0 nodes")]
    [InlineData("{two, plural, one {{node} alone} other {{node} and # others}}", "k8smaster1 and 2 others")]
    [InlineData("{two, plural, =2 {both nodes} other {all # nodes}}", "both nodes")]
    [InlineData("{one, plural, =2 {both nodes} other {all # nodes}}", "all 1 nodes")]
    [InlineData("{kind, select, worker {a worker} other {a node}}", "a worker")]
    [InlineData("{node, select, worker {a worker} other {a node}}", "a node")]
    [InlineData("{missing}.", ".")]
    public void APattern_IsFilledWithItsArguments(string pattern, string expected)
    {
        var arguments = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["node"] = "k8smaster1",
            ["kind"] = "worker",
            ["none"] = 0L,
            ["one"] = 1L,
            ["two"] = 2L,
            ["missing"] = null,
        };

        var text = MessagePattern
            .Parse(pattern, [.. arguments.Keys])
            .Format(CultureInfo.InvariantCulture, [.. arguments.Values]);

        Assert.Equal(expected, text);
    }

    [Theory]
    [InlineData("{node")]
    [InlineData("node}")]
    [InlineData("{}")]
    [InlineData("{count, plural, one {# node}}")]
    [InlineData("{count, plural, other {# nodes}")]
    [InlineData("{count, number, other {x}}")]
    [InlineData("{count plural}")]
    [InlineData("{count, plural, =x {none} other {# nodes}}")]
    [InlineData("{unknown}")]
    [InlineData("{count, plural, other {{unknown}}}")]
    public void ABrokenPattern_IsRefusedWithThePlace(string pattern)
    {
        var error = Assert.Throws<FormatException>(() => MessagePattern.Parse(pattern, ["node", "count"]));

        Assert.Contains($"'{pattern}'", error.Message, StringComparison.Ordinal);
        Assert.Contains("at character", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AMarkupOfAnArgument_IsNotReadAsAPattern() =>
        Assert.Equal(
            "{node} '{' #",
            MessagePattern.Parse("{text}", ["text"]).Format(CultureInfo.InvariantCulture, ["{node} '{' #"])
        );
}
