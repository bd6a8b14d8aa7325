using HaDashboard.Adapters.Ssh;
using Xunit;

namespace HaDashboard.Adapters.Tests.Ssh;

public sealed class CommandOutputTests
{
    [Fact]
    public void Append_ControlCharacters_AreShown()
    {
        var output = new CommandOutput();
        output.Append("a\tb\nc\r\u001b[31m\u0085é"u8);

        Assert.Equal("a\tb\nc\\x0d\\x1b[31m\\x85é", output.ToString());
        Assert.False(output.Truncated);
    }

    [Fact]
    public void Append_MoreThanIsKept_CutsAndSaysSo()
    {
        var output = new CommandOutput();
        output.Append(new byte[CommandOutput.MaxBytes - 1].AsSpan());
        Assert.False(output.Truncated);

        output.Append("xy"u8);
        output.Append("z"u8);

        Assert.True(output.Truncated);
        Assert.EndsWith("\\x00x", output.ToString(), StringComparison.Ordinal);
    }
}
