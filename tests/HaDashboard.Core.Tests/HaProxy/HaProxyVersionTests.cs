using HaDashboard.Core.Facts.HaProxy;
using Xunit;

namespace HaDashboard.Core.Tests.HaProxy;

public sealed class HaProxyVersionTests
{
    [Theory]
    [InlineData("1.8.0", "1.8", true)]
    [InlineData("1.8-rc4", "1.8", true)]
    [InlineData("1.10.0", "1.10", true)]
    [InlineData("2.0.13-2ubuntu0.5", "2.0", true)]
    [InlineData("2.2r1-1.0.0-234.442", "2.2", true)]
    [InlineData("2.4-custom", "2.4", true)]
    [InlineData("2.6.12-1+deb12u3", "2.6", true)]
    [InlineData("3.3-dev7-0a1b2c", "3.3", true)]
    [InlineData("3.3", "3.3", true)]
    [InlineData("1.7.14", "1.7", false)]
    [InlineData("1.5-dev19", "1.5", false)]
    [InlineData("1.4.24", "1.4", false)]
    public void Of_AVersion_ReturnsItsBranch(string text, string branch, bool supported)
    {
        var version = HaProxyVersion.Of(text)!.Value;
        Assert.Equal((branch, supported), (version.ToString(), version.IsSupported));
    }

    [Theory]
    [InlineData("")]
    [InlineData("3")]
    [InlineData(".8")]
    [InlineData("2.")]
    [InlineData("2.x-dev")]
    [InlineData("dev-2.4")]
    [InlineData("99999999999.1")]
    [InlineData("-1.8")]
    [InlineData("<script>alert(1.5)</script>")]
    public void Of_AnotherText_IsNull(string text) => Assert.Null(HaProxyVersion.Of(text));
}
