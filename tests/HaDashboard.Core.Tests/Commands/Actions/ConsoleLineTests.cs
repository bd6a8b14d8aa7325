using HaDashboard.Core.Operations.Actions;
using HaDashboard.Core.Operations.Commands;
using Xunit;

namespace HaDashboard.Core.Tests.Commands.Actions;

public sealed class ConsoleLineTests
{
    [Theory]
    [InlineData("show info", UserRole.Operator)]
    [InlineData("show stat", UserRole.Operator)]
    [InlineData("show stat api-backend 4 -1", UserRole.Operator)]
    [InlineData("show servers state api-backend", UserRole.Operator)]
    [InlineData("show backend", UserRole.Operator)]
    [InlineData("show version", UserRole.Operator)]
    [InlineData("  get   weight api-backend/master1 ", UserRole.Operator)]
    [InlineData("help", UserRole.Operator)]
    [InlineData("show sess all", UserRole.Admin)]
    [InlineData("show errors", UserRole.Admin)]
    [InlineData("set server api-backend/master1 state drain", UserRole.Admin)]
    [InlineData("set server api-backend/master1 weight 50%", UserRole.Admin)]
    [InlineData("set weight api-backend/master1 10", UserRole.Admin)]
    [InlineData("set server a/b health stopping", UserRole.Admin)]
    [InlineData("set server a/b agent down", UserRole.Admin)]
    [InlineData("enable server a/b", UserRole.Admin)]
    [InlineData("disable health a/b", UserRole.Admin)]
    [InlineData("enable agent a/b", UserRole.Admin)]
    [InlineData("shutdown sessions server a/b", UserRole.Admin)]
    [InlineData("shutdown frontend a", UserRole.Admin)]
    [InlineData("clear counters all", UserRole.Admin)]
    public void Line_OfTheConsole_HasItsRole(string text, UserRole role)
    {
        Assert.True(ConsoleLine.TryParse(text, out var line, out var problem), problem);
        Assert.Equal(
            (role, string.Join(' ', text.Split(' ', StringSplitOptions.RemoveEmptyEntries))),
            (line.Requires, line.Text)
        );
    }

    [Theory]
    [InlineData(null, "Type a command.")]
    [InlineData("   ", "Type a command.")]
    [InlineData("show info\nset server a/b state maint", "Send one line at a time")]
    [InlineData("show info\r", "Send one line at a time")]
    [InlineData("show info;show stat", "';'")]
    [InlineData("show info\0", "NUL")]
    [InlineData("show info\\", "'\\'")]
    [InlineData("show info <<", "'<<'")]
    [InlineData("show info $(id)", "not '$'")]
    [InlineData("show \"info\"", "not '\"'")]
    [InlineData("show infö", "not 'ö'")]
    [InlineData("show\tinfo", "not '\\x09'")]
    [InlineData("prompt", "The console does not send 'prompt'")]
    [InlineData("quit", "The console does not send 'quit'")]
    [InlineData("set timeout cli 60", "The console does not send 'set timeout cli'")]
    [InlineData("show threads", "it crashes HAProxy")]
    [InlineData("show schema json", "it crashes HAProxy")]
    [InlineData("show env", "secrets")]
    [InlineData("expert-mode on", "debugging")]
    [InlineData("debug dev exit", "The console does not support")]
    [InlineData("set maxconn global 1", "The console does not support")]
    [InlineData("add server a/b 127.0.0.1:1", "The console does not support")]
    [InlineData("showinfo", "The console does not support")]
    [InlineData("set server a/b addr 10.0.0.1", "its form is not supported")]
    [InlineData("set server a/b state sideways", "its form is not supported")]
    [InlineData("set server a/b weight 257", "its form is not supported")]
    [InlineData("set server a/b state drain extra", "its form is not supported")]
    [InlineData("set server #2/1 state drain", "its form is not supported")]
    [InlineData("set server a state drain", "its form is not supported")]
    [InlineData("enable dynamic-cookie backend x", "The console does not support")]
    [InlineData("shutdown session 0x1", "The console does not support")]
    public void Line_ThatMayNotBeSent_SaysWhy(string? text, string why)
    {
        Assert.False(ConsoleLine.TryParse(text, out var line, out var problem));
        Assert.Null(line);
        Assert.Contains(why, problem, StringComparison.Ordinal);
        Assert.Throws<FormatException>(() => ConsoleLine.Parse(text!));
    }

    [Fact]
    public void Line_LongerThanHatops_IsRefused()
    {
        Assert.True(ConsoleLine.TryParse("show stat " + new string('a', 190), out _, out _));
        Assert.False(ConsoleLine.TryParse("show stat " + new string('a', 191), out _, out var problem));
        Assert.Equal("A command can have at most 200 characters.", problem);
    }

    [Fact]
    public void Line_ThatChanges_IsTheEquivalentCommand()
    {
        var console = new RunConsole(
            "c",
            A.Name("n1"),
            ConsoleLine.Parse("enable server a/b"),
            OverrideLastServer: false
        );
        Assert.Equal("SetServerState", console.Effective.GetType().Name);
        Assert.False(console.Line.IsRead);
        var read = new RunConsole("c", A.Name("n1"), ConsoleLine.Parse("show info"));
        Assert.Same(read, read.Effective);
        Assert.True(read.Line.IsRead);
    }
}
