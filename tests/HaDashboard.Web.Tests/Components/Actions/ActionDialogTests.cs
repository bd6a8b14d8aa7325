using Bunit;
using HaDashboard.Components.Actions;
using HaDashboard.Components.Actions.Targets;
using HaDashboard.Core.Facts.HaProxy;
using HaDashboard.Core.Facts.Text;
using HaDashboard.Core.Operations.Actions;
using HaDashboard.Core.Operations.Commands;
using HaDashboard.Core.Tests;
using HaDashboard.Web.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace HaDashboard.Web.Tests.Components.Actions;

public sealed class ActionDialogTests : ActionContext
{
    [Theory]
    [InlineData("Operator", "drain", true)]
    [InlineData("Operator", "weight-1", true)]
    [InlineData("Operator", "checks-off", false)]
    [InlineData("Operator", "kill-sessions", false)]
    [InlineData("Admin", "checks-off", true)]
    [InlineData("Admin", "kill-sessions", true)]
    public void TheChoice_IsByRole(string role, string verb, bool offered)
    {
        Role(role);

        var dialog = Open(verb: null);

        Assert.Equal(offered, dialog.FindAll($"[data-verb='{verb}']").Count == 1);
    }

    [Fact]
    public void OnAllNodes_StaysSoWhenTheNextViewArrives()
    {
        var dialog = Open(verb: null);
        dialog.By("go-everywhere").Click();

        dialog.Render(); // a poll later: the parameters are set again
        dialog.Find("[data-verb=drain]").Click();

        Assert.Equal("4", dialog.By("blast-nodes").TextContent);
        Assert.Contains(
            "k8smaster3 > set server api-backend/master2 state drain",
            dialog.By("command").TextContent,
            StringComparison.Ordinal
        );
        Assert.Contains("on 4 nodes", dialog.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void AgentActions_AreOfferedWhereThereIsAnAgent()
    {
        Role("Admin");
        Assert.Empty(Open(verb: null).FindAll("[data-verb=agent-off]"));

        var agent = A.Server("master2") with { Row = A.Row("svname,status,tracked,agent_status", "master2,UP,,L4OK") };
        Shown = Said(A.Server("master1"), agent);

        Assert.Single(Open(verb: null).FindAll("[data-verb=agent-off]"));
    }

    [Fact]
    public void TheConfirmation_TellsSessionsWhatIsLeftAndTheExactCommand()
    {
        Shown = Said(WithSessions("master1", 3), WithSessions("master2", 7), WithSessions("master3", 0, "DOWN"));

        var dialog = Open("maint");

        Assert.Equal("7", dialog.By("blast-sessions").TextContent);
        Assert.Equal("1 of 3", dialog.By("blast-left").TextContent);
        Assert.Equal("1", dialog.By("blast-nodes").TextContent);
        Assert.Equal(
            "k8smaster1 > set server api-backend/master2 state maint",
            dialog.By("command").TextContent.Trim()
        );
        Assert.Contains("Use Drain", dialog.By("action-dialog").TextContent, StringComparison.Ordinal); // the two are distinguished
    }

    [Fact]
    public void WithoutAReason_NothingCanBeConfirmed()
    {
        var dialog = Open("drain");

        Assert.True(dialog.By("confirm").HasAttribute("disabled"));
        dialog.Reason("   ");
        Assert.True(dialog.By("confirm").HasAttribute("disabled"));
        dialog.Reason("kernel update");
        Assert.False(dialog.By("confirm").HasAttribute("disabled"));
        Assert.Empty(Handler.Asked);
    }

    [Fact]
    public void Confirmed_ItIsSentWithItsReasonAndTheResultIsShown()
    {
        var dialog = Open("maint");
        dialog.Reason("kernel update");
        dialog.By("confirm").Click();

        dialog.WaitForAssertion(() => Assert.Equal("succeeded", dialog.By("result").GetAttribute("data-outcome")));
        Assert.Contains("UP, weight 1 → MAINT, weight 1", dialog.By("result").TextContent, StringComparison.Ordinal);
        var (command, reason) = Assert.Single(Handler.Asked);
        Assert.Equal(ServerTargetState.Maint, Assert.IsType<SetServerState>(command).State);
        Assert.Equal("kernel update", reason);
    }

    [Fact]
    public void WhatFailed_CanBeRetried()
    {
        Handler.Answers = _ => new CommandOutcome(false, Message.Verbatim("no answer"), "sent");
        var dialog = Open("drain");
        dialog.Reason("kernel update");
        dialog.By("confirm").Click();
        dialog.WaitForAssertion(() => Assert.Equal("failed", dialog.By("result").GetAttribute("data-outcome")));

        Handler.Answers = _ => new CommandOutcome(
            true,
            Message.Verbatim("done"),
            "sent",
            Message.Verbatim("UP"),
            Message.Verbatim("DRAIN")
        );
        dialog.By("retry").Click();

        dialog.WaitForAssertion(() => Assert.Equal("succeeded", dialog.By("result").GetAttribute("data-outcome")));
        Assert.Empty(dialog.FindAll("[data-testid=retry]"));
    }

    [Fact]
    public void Undo_BringsBackWhatWasSetBefore_Once()
    {
        Handler.Answers = command => new CommandOutcome(
            true,
            Message.Verbatim("done"),
            "sent",
            Message.Verbatim("before"),
            Message.Verbatim("after")
        )
        {
            SettingBefore = new ServerSetting(ServerTargetState.Drain, 5),
            SettingAfter = new ServerSetting(((SetServerState)command).State, 5),
        };
        var dialog = Open("maint");
        dialog.Reason("kernel update");
        dialog.By("confirm").Click();
        dialog.WaitForElement("[data-testid=undo]").Click();

        dialog.WaitForAssertion(() => Assert.Equal(2, Handler.Asked.Count));
        var (command, reason) = Handler.Asked.Last();
        Assert.Equal(ServerTargetState.Drain, Assert.IsType<SetServerState>(command).State);
        Assert.Equal("undo: kernel update", reason);
        dialog.WaitForAssertion(() => Assert.Empty(dialog.FindAll("[data-testid=undo]")));
    }

    [Fact]
    public void TheLastServer_IsRefusedBeforeAnythingIsSent_AndAnOperatorCantOverride()
    {
        Shown = Said(A.Server("master1", "DOWN", "L4CON"), A.Server("master2"), A.Server("master3", "MAINT", null));

        var dialog = Open("drain");
        dialog.Reason("kernel update");

        Assert.Contains("last server", dialog.By("refusal").TextContent, StringComparison.Ordinal);
        Assert.Empty(dialog.FindAll("[data-testid=override]"));
        Assert.True(dialog.By("confirm").HasAttribute("disabled"));
        Assert.Contains("0 of 3", dialog.By("blast-left").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void TheLastServer_IsOverriddenByAnAdminWhoTypesItsName()
    {
        Role("Admin");
        Shown = Said(A.Server("master1", "DOWN", "L4CON"), A.Server("master2"), A.Server("master3", "MAINT", null));
        var dialog = Open("drain");
        dialog.Reason("kernel update");
        Assert.True(dialog.By("confirm").HasAttribute("disabled"));

        dialog.By("override").Input("master");
        Assert.True(dialog.By("confirm").HasAttribute("disabled"));
        dialog.By("override").Input("master2");
        dialog.By("confirm").Click();

        dialog.WaitForAssertion(() =>
            Assert.True(Assert.IsType<SetServerState>(Assert.Single(Handler.Asked).Command).OverrideLastServer)
        );
    }

    [Fact]
    public void SeveralThatAreTheLastTogether_AreRefusedTogether()
    {
        var dialog = Open(
            "drain",
            false,
            Target(server: "master1"),
            Target(server: "master2"),
            Target(server: "master3")
        );
        dialog.Reason("kernel update");

        Assert.Contains("These are the last servers", dialog.By("refusal").TextContent, StringComparison.Ordinal);
        Assert.True(dialog.By("confirm").HasAttribute("disabled"));
    }

    [Fact]
    public void AGuardsRefusal_StaysInTheFormWithItsWords()
    {
        var dialog = Open("drain");
        dialog.Reason("kernel update");
        Shown = Said(A.Server("master1", "DOWN", "L4CON"), A.Server("master2")); // between the look and the press

        dialog.By("confirm").Click();

        dialog.WaitForAssertion(() =>
            Assert.Contains("last server", dialog.By("refusal").TextContent, StringComparison.Ordinal)
        );
        Assert.Empty(Handler.Asked);
    }

    [Fact]
    public void AWeight_IsAskedForInStepsThatAdd()
    {
        Shown = Said(WithSessions("master1", 0), WithSessions("master2", 0, weight: 20));
        var dialog = Open("weight-10");
        Assert.Equal("10", dialog.By("weight-then").TextContent);

        dialog.Find("[data-step='-1']").Click();
        Assert.Equal("9", dialog.By("weight-then").TextContent);
        Assert.StartsWith(
            "k8smaster1 > set server api-backend/master2 weight 9",
            dialog.By("command").TextContent,
            StringComparison.Ordinal
        );

        dialog.Reason("warm up");
        dialog.By("confirm").Click();
        dialog.WaitForAssertion(() =>
            Assert.Equal(
                WeightChange.Relative(-11),
                Assert.IsType<SetServerWeight>(Assert.Single(Handler.Asked).Command).Weight
            )
        );
    }

    [Fact]
    public void Weight0_SaysThatItTakesNoTrafficThoughItSaysUp()
    {
        Shown = Said(WithSessions("master1", 0), WithSessions("master2", 0));

        var dialog = Open("weight-10");

        Assert.Equal("0", dialog.By("weight-then").TextContent);
        Assert.Contains("no new connections", dialog.By("weights").TextContent, StringComparison.Ordinal);
        Assert.Equal("1 of 2", dialog.By("blast-left").TextContent);
    }

    [Fact]
    public void AWeightsReason_IsRememberedForTheSession()
    {
        Services.GetRequiredService<ActionMemory>().Remember("warm up");

        Assert.Equal("warm up", Open("weight+1").Find("#action-reason").GetAttribute("value"));
        Assert.Equal("", Open("drain").Find("#action-reason").GetAttribute("value"));
    }

    [Fact]
    public async Task OnAllNodes_EachGetsItsCommandInOneBatch()
    {
        var targets = ActionTarget.OnAllNodes(Shown.Snapshot, Target().Proxy!, Target().Server!);
        var dialog = Open("drain", true, [.. targets]);
        Assert.Equal(4, dialog.FindAll("[data-testid=target]").Count);
        dialog.Reason("etcd maintenance");
        dialog.By("confirm").Click();

        await Eventually.Async(() => Task.FromResult(Handler.Asked.Count == 4));
        Assert.Single(Handler.Asked.Select(asked => asked.Command.Batch).Distinct());
        Assert.NotNull(Handler.Asked.First().Command.Batch);
        Assert.Equal(4, Handler.Asked.Select(asked => ((SetServerState)asked.Command).Node).Distinct().Count());
    }
}
