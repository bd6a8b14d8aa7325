using Bunit;
using HaDashboard.Components.Console;
using HaDashboard.Core.Facts.Text;
using HaDashboard.Core.Operations.Actions;
using HaDashboard.Core.Operations.Commands;
using HaDashboard.Core.Tests;
using Xunit;

namespace HaDashboard.Web.Tests.Components.Actions;

public sealed class ConsolePanelTests : ActionContext
{
    public ConsolePanelTests() =>
        Handler.Answers = command => new CommandOutcome(true, Message.Verbatim("1 lines"), "sent")
        {
            Output = $"said by {((RunConsole)command).Node}\n",
        };

    [Fact]
    public void AViewer_HasNoConsole()
    {
        Role("Viewer");

        Assert.Empty(Panel().FindAll("[data-testid=cli-input]"));
    }

    [Fact]
    public void ALineThatReads_IsSent_AndItsAnswerIsShown()
    {
        var panel = Panel();

        Send(panel, "show info");

        panel.WaitForAssertion(() =>
            Assert.Contains(
                "said by k8smaster1",
                panel.Find("[data-testid=answer]").TextContent,
                StringComparison.Ordinal
            )
        );
        Assert.Contains("> show info", panel.Find("[data-testid=exchange]").TextContent, StringComparison.Ordinal);
        Assert.Equal("", panel.Find("[data-testid=cli-input]").GetAttribute("value") ?? "");
    }

    [Fact]
    public void OnSeveralNodes_EachAnswersBesideTheOthers()
    {
        var panel = Panel(one: false);
        panel.Find("[data-testid=cli-node][data-node=k8smaster3]").Change(false);

        Send(panel, "show info");

        panel.WaitForAssertion(() => Assert.Equal(3, panel.FindAll("[data-testid=answer][data-state=answered]").Count));
    }

    [Theory]
    [InlineData("quit")]
    [InlineData("prompt")]
    [InlineData("show info;show stat")]
    [InlineData("rm -rf /")]
    [InlineData("show sess")] // an Operator's console reads less
    [InlineData("disable server api-backend/master2")]
    public void WhatIsNotAllowed_IsNotSentAndSaysWhy(string line)
    {
        var panel = Panel();

        Send(panel, line);

        Assert.NotEmpty(panel.Find("[data-testid=cli-denied]").TextContent);
        Assert.Empty(Handler.Asked);
    }

    [Fact]
    public void ALineThatChangesSomething_NeedsAReasonAndOneNode()
    {
        Role("Admin");
        var panel = Panel();

        Send(panel, "disable server api-backend/master2");
        Assert.Contains("Enter a reason", panel.Find("[data-testid=cli-denied]").TextContent, StringComparison.Ordinal);
        Assert.Empty(Handler.Asked);

        panel.Find("[data-testid=cli-reason]").Input("kernel update");
        panel.Find("form").Submit();
        panel.WaitForAssertion(() => Assert.Equal("kernel update", Assert.Single(Handler.Asked).Reason));

        var several = Panel(one: false);
        Send(several, "disable server api-backend/master2");
        Assert.Single(Handler.Asked);
    }

    [Fact]
    public void AnEmptyLine_LeavesADatedMark()
    {
        var panel = Panel();

        panel.Find("form").Submit();

        Assert.Contains("mark", panel.Find("[data-testid=exchange]").TextContent, StringComparison.Ordinal);
        Assert.Empty(Handler.Asked);
    }

    [Fact]
    public void TheOutput_IsARing()
    {
        var book = new ConsoleHistory();
        for (var i = 0; i < 30; i++)
        {
            var exchange = book.Add(A.Noon, $"show {i}", [A.Name("k8smaster1")]);
            book.Answer(
                exchange.Number,
                new ConsoleAnswer(A.Name("k8smaster1"), string.Concat(Enumerable.Repeat("line\n", 98)))
            );
        }

        Assert.Equal(10, book.Exchanges.Count);
        Assert.Equal("show 29", book.Exchanges[^1].Line);
    }

    private IRenderedComponent<ConsolePanel> Panel(bool one = true) =>
        Page<ConsolePanel>(Shown, p => p.Add(c => c.Node, one ? A.Name("k8smaster1") : null));

    private static void Send(IRenderedComponent<ConsolePanel> panel, string line)
    {
        panel.Find("[data-testid=cli-input]").Input(line);
        panel.Find("form").Submit();
    }
}
