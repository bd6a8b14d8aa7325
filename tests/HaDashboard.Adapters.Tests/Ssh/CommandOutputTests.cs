using System.Text;
using HaDashboard.Adapters.Ssh.Commands;
using Xunit;

namespace HaDashboard.Adapters.Tests.Ssh;

public sealed class CommandOutputTests
{
    [Fact]
    public void Append_ControlCharacters_AreMadeVisible()
    {
        var output = new CommandOutput();
        output.Append("a\tb\nc\r\u001b[31m\u0085é"u8);

        Assert.Equal("a\tb\nc\\x0d\\x1b[31m\\x85é", output.ToString());
        Assert.False(output.Truncated);
    }

    [Fact]
    public void Append_MoreThanTheLimit_IsTruncatedAndReported()
    {
        var output = new CommandOutput();
        output.Append(new byte[CommandOutput.MaxBytes - 1].AsSpan());
        Assert.False(output.Truncated);

        output.Append("xy"u8);
        output.Append("z"u8);

        Assert.True(output.Truncated);
        Assert.EndsWith("\\x00x", output.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(4096)]
    [InlineData(100_000)]
    [InlineData(1_000_000)]
    public void Append_KeepLast_KeepsTheNewestCompleteLines(int chunk)
    {
        var printed = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(1, 20_000).Select(i => $"é line {i}\n")));
        var output = new CommandOutput(OutputPart.Last);
        foreach (var part in printed.Chunk(chunk))
        {
            output.Append(part);
        }

        var lines = output.ToString().TrimEnd('\n').Split('\n');

        Assert.True(output.Truncated);
        Assert.InRange(lines.Length, 4000, 5000);
        Assert.Equal(Enumerable.Range(20_001 - lines.Length, lines.Length).Select(i => $"é line {i}"), lines);
    }

    [Fact]
    public void Append_KeepLast_ShortOutput_IsKeptCompletely()
    {
        var output = new CommandOutput(OutputPart.Last);
        output.Append("a\n"u8);
        output.Append("b"u8);

        Assert.Equal("a\nb", output.ToString());
        Assert.False(output.Truncated);
    }
}
