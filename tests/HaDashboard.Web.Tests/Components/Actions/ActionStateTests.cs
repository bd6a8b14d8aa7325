using HaDashboard.Components.Actions;
using HaDashboard.Components.Actions.Targets;
using HaDashboard.Core.Facts.HaProxy;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Text;
using HaDashboard.Core.Operations.Actions;
using HaDashboard.Core.Operations.Catalogue;
using HaDashboard.Core.Operations.Commands;
using HaDashboard.Core.Tests;
using Xunit;

namespace HaDashboard.Web.Tests.Components.Actions;

public sealed class ActionStateTests
{
    private static readonly ActionTarget One = Target("master1");
    private static readonly ActionTarget Two = Target("master2");
    private static readonly ActionState Start = new([One]);

    private static readonly CommandOutcome Done = new(
        true,
        Message.Verbatim("done"),
        "sent",
        Message.Verbatim("UP"),
        Message.Verbatim("DRAIN")
    )
    {
        SettingBefore = new ServerSetting(ServerTargetState.Ready, 1),
        SettingAfter = new ServerSetting(ServerTargetState.Drain, 1),
    };

    [Fact]
    public void Steps_AreChooseConfirmResult()
    {
        Assert.Equal(ActionStep.Choose, Start.Step);
        var form = Start.Choose(CommandCatalogue.Named("drain"));
        Assert.Equal(ActionStep.Confirm, form.Step);
        Assert.Equal(ActionStep.Result, form.Started([One]).Step);
        Assert.Equal(ActionStep.Result, form.FleetStarted("f1").Step);
        Assert.Equal(ActionStep.Choose, form.Choose(null).Step);
    }

    [Fact]
    public void Weight_IsTheNumberTypedLast_OrTheSumOfTheSteps()
    {
        var form = Start.Choose(CommandCatalogue.Named("weight"));
        Assert.Null(form.Weight);
        Assert.False(form.IsComplete);
        form = form.WithSteps(-11);
        Assert.Equal(WeightChange.Relative(-11), form.Weight);
        form = form with { Absolute = 5 };
        Assert.Equal(WeightChange.Absolute(5), form.Weight);
        Assert.Equal(WeightChange.Relative(1), form.WithSteps(1).Weight);
        Assert.Null(form.WithSteps(0).Weight);
        Assert.Equal(WeightChange.Reset, Start.Choose(CommandCatalogue.Named("weight-reset")).Weight);
        var percent = Start.Choose(CommandCatalogue.Named("weight-percent"));
        Assert.Equal(WeightChange.Percent(50), (percent with { Percent = 50 }).Weight);
        Assert.True(Start.Choose(CommandCatalogue.Named("drain")).IsComplete);
    }

    [Fact]
    public void Choose_ForgetsWhatWasTypedForAnotherCommand_ButNotTheReason()
    {
        var form = Start.Choose(CommandCatalogue.Named("weight")) with
        {
            Absolute = 5,
            Percent = 6,
            TypedName = "master1",
            Refusal = Message.Verbatim("no"),
            Reason = "kernel",
        };
        var next = form.Choose(CommandCatalogue.Named("drain"));
        Assert.Equal(
            (null, null, "", null, "kernel"),
            (next.Absolute, next.Percent, next.TypedName, next.Refusal, next.Reason)
        );
    }

    [Fact]
    public void RefusalOfTheOnlyTarget_ReturnsToTheForm()
    {
        var refusal = new Refusal(RefusalKind.Conflict, Message.Verbatim("last server"));
        var next = Confirmed(One).Refused(One, refusal).Finished(Message.Verbatim("last server"));
        Assert.Equal((ActionStep.Confirm, "last server", false), (next.Step, next.Refusal?.ToString(), next.IsBusy));
    }

    [Fact]
    public void RefusalOfOneOfSeveral_StaysAResult_AndCanBeRetried()
    {
        var refusal = new Refusal(RefusalKind.Conflict, Message.Verbatim("last server"));
        var next = Confirmed(One, Two).Ended(One, Done).Refused(Two, refusal).Finished(Message.Verbatim("last server"));
        Assert.Equal(ActionStep.Result, next.Step);
        Assert.Equal([TargetPhase.Succeeded, TargetPhase.Refused], next.Results!.Value.Select(result => result.Phase));
        Assert.Equal([Two], next.Retryable.Select(result => result.Target));
        Assert.True(next.CanRetry);
        Assert.False(next.Started([Two]).CanRetry);
        Assert.Equal([One, Two], next.Started([Two]).Results!.Value.Select(result => result.Target));
    }

    [Fact]
    public void Undo_IsOfferedOnce_AndOnlyForWhatChanged()
    {
        var next = Confirmed(One).Ended(One, Done).Finished(null);
        Assert.True(next.CanUndo);
        Assert.Equal(new UndoableChange(Done.SettingBefore!, Done.SettingAfter), next.Undoable[One]);
        Assert.False(next.Undone().CanUndo);
        Assert.False(Confirmed(One).Ended(One, Done with { SettingAfter = Done.SettingBefore }).Finished(null).CanUndo);
        Assert.False(Confirmed(One).Ended(One, Done with { Succeeded = false }).Finished(null).CanUndo);
    }

    [Fact]
    public void Outcome_IsSucceededRefusedOrFailed()
    {
        var refused = new CommandOutcome(false, Message.Verbatim("no"), "")
        {
            Refusal = new Refusal(RefusalKind.Conflict, Message.Verbatim("no")),
        };
        Assert.Equal(TargetPhase.Refused, Confirmed(One).Ended(One, refused).Results!.Value[0].Phase);
        Assert.Equal(
            TargetPhase.Failed,
            Confirmed(One)
                .Ended(One, new CommandOutcome(false, Message.Verbatim("no answer"), ""))
                .Results!.Value[0]
                .Phase
        );
    }

    private static ActionState Confirmed(params ActionTarget[] targets) =>
        new ActionState([.. targets]).Choose(CommandCatalogue.Named("drain")).Started([.. targets]);

    private static ActionTarget Target(string server) =>
        new(A.Name("k8smaster1"), ProxyName.Parse(A.Backend), ServerName.Parse(server));
}
