using HaDashboard.Core.Facts.Text;
using HaDashboard.Core.Operations.Actions;
using HaDashboard.Core.Operations.Commands;
using HaDashboard.Tests;
using Xunit;

namespace HaDashboard.Core.Tests.Commands.Actions;

public sealed class ReadConsoleTests
{
    private readonly FakeRuntime _runtime = new();

    [Fact]
    public async Task Read_TheAnswerIsHandedBackAndTheSessionClosed()
    {
        _runtime.Answer = _ => new RuntimeReply(null, "Name: HAProxy\nPid: 1\n", Cut: false);
        var outcome = await RunAsync("show info");
        Assert.Equal(
            (true, "2 lines", "show info", "Name: HAProxy\nPid: 1\n", false),
            (outcome.Succeeded, outcome.Summary.ToString(), outcome.Executed, outcome.Output, outcome.OutputCut)
        );
        Assert.Equal((1, 0), (_runtime.Opened, _runtime.Open));
    }

    [Theory]
    [InlineData(1000, 2, 2000, false)]
    [InlineData(1001, 2, 2000, true)]
    [InlineData(900, 400, 256 * 1024, true)]
    public async Task Read_MoreThanAPersonReads_IsCut(int lines, int width, int length, bool cut)
    {
        _runtime.Answer = _ => new RuntimeReply(
            null,
            string.Concat(Enumerable.Repeat(new string('x', width - 1) + "\n", lines)),
            Cut: false
        );
        var outcome = await RunAsync("show stat");
        Assert.Equal((length, cut), (outcome.Output!.Length, outcome.OutputCut));
    }

    [Fact]
    public async Task Read_TooLowALevel_IsExplained()
    {
        _runtime.Answer = _ => new RuntimeReply(3, "Permission denied\n", Cut: false);
        var outcome = await RunAsync("show sess");
        Assert.False(outcome.Succeeded);
        Assert.Contains("needs 'level admin'", outcome.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_NodeOutOfReach_IsAFailedOutcome()
    {
        _runtime.FailsToOpen = FakeRuntime.Lost;
        Assert.Equal(
            new CommandOutcome(false, Message.Verbatim("The connection broke."), "show info"),
            await RunAsync("show info")
        );
    }

    private Task<CommandOutcome> RunAsync(string line) =>
        new ReadConsoleHandler(_runtime).HandleAsync(
            new RunConsole("c", A.Name("k8smaster1"), ConsoleLine.Parse(line)),
            new Caller("ops", UserRole.Admin, "here"),
            "to see",
            Patience.Token
        );
}
