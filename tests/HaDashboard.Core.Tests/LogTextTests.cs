using HaDashboard.Core.Facts.Kubernetes;
using Xunit;

namespace HaDashboard.Core.Tests;

public sealed class LogTextTests
{
    [Theory]
    [InlineData("\u001b[31mred\u001b[0m", "red")]
    [InlineData("a\tb", "a    b")]
    [InlineData("end\r", "end")]
    [InlineData("\u001b]0;title\u0007", "\\x1b]0;title\\x07")]
    [InlineData("over\rwritten", "over\\x0dwritten")]
    [InlineData("\u202eturned", "\\u202eturned")]
    [InlineData("<script>", "<script>")]
    public void ALine_IsTextAndNothingElse(string written, string shown) =>
        Assert.Equal(shown, LogText.Line(null, written, false).Text);

    [Fact]
    public void ALongLine_IsCut() =>
        Assert.True(
            LogText.Line(null, new string('x', 20_000), false)
                is { IsCut: true, Text.Length: <= LogText.LongestLine + 1 }
        );
}
