using HaDashboard.Core.Facts.HaProxy.Configuration;
using Xunit;

namespace HaDashboard.Core.Tests.HaProxy;

public sealed class ConfigurationExcerptTests
{
    [Fact]
    public void QuotedLine_OfTheOutputOfACheck_HasItsSecretMasked()
    {
        const string Output =
            "[ALERT]    (7) : config : parsing [h.cfg:7]: unmatched quote at position 9:\n"
            + "  tcp-check send \"AUTH hunter2\n                 ^\n";
        Assert.Equal(
            "[ALERT]    (7) : config : parsing [h.cfg:7]: unmatched quote at position 9:\n"
                + "  tcp-check send <masked>\n                 ^\n",
            ConfigurationExcerpt.Mask(Output)
        );
    }

    [Theory]
    [InlineData("Configuration file is valid\n")]
    [InlineData("[WARNING]  (7) : config : missing timeouts for backend 'b'.\n   | While not properly invalid, you will\n")]
    [InlineData("  server \"s 127.0.0.1:1\n         ^\n")]
    public void OutputWithoutASecret_IsUnchanged(string output) =>
        Assert.Equal(output, ConfigurationExcerpt.Mask(output));
}
