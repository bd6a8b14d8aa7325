using HaDashboard.Core.Facts.HaProxy;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Observations;
using HaDashboard.Core.Facts.Text;
using HaDashboard.Core.Operations.Actions;
using HaDashboard.Core.Operations.Commands;
using HaDashboard.Core.Operations.Journal;
using HaDashboard.Tests;
using Xunit;
using static HaDashboard.Core.Tests.Commands.Actions.FakeRuntime;
using static HaDashboard.Core.Tests.Commands.Actions.GuardTests;

namespace HaDashboard.Core.Tests.Commands.Actions;

public sealed class RuntimeActionHandlerTests
{
    private static readonly Caller Ops = new("ops", UserRole.Admin, "192.0.2.7");

    private readonly FakeRuntime _runtime = new();
    private readonly FakePolls _polls = new();
    private readonly FakeSink _sink = new();
    private readonly SteppedTime _time = new();
    private readonly RuntimeActionHandler _handler;

    public RuntimeActionHandlerTests() =>
        _handler = new RuntimeActionHandler(_runtime, new ActionJournal(_sink, _time), _polls, _time);

    [Fact]
    public async Task State_IsSent_ReadBack_AndReported()
    {
        var outcome = await RunAsync(State("master2", ServerTargetState.Drain));
        Assert.True(outcome.Succeeded, outcome.Summary);
        Assert.Equal(
            ("set server api-backend/master2 state drain", "UP, weight 1, 3 sessions", "DRAIN, weight 1, 3 sessions"),
            (outcome.Executed, outcome.Before?.ToString(), outcome.After?.ToString())
        );
        Assert.Equal(
            (new ServerSetting(ServerTargetState.Ready, 1), new ServerSetting(ServerTargetState.Drain, 1)),
            (outcome.SettingBefore, outcome.SettingAfter)
        );
        Assert.Equal(A.Name("k8smaster1"), await _polls.NextAsync());
        Assert.Equal(0, _runtime.Open);
    }

    [Fact]
    public async Task StateSetAndSeen_IsAFactOfItsOwn_WithWhoAndWhy_AndWhatFailedIsNone()
    {
        await RunAsync(State("master2", ServerTargetState.Drain));
        await RunAsync(Step(1));
        _runtime.Servers["master2"] = _runtime.Servers["master3"] = new FakeServer("DOWN", "L4CON");
        await RunAsync(State("master1", ServerTargetState.Maint));
        var order = Assert.IsType<ServerOrdered>(Assert.Single(_sink.All)).Order;
        Assert.Equal(
            (A.Name("k8smaster1"), "api-backend/master2", ServerTargetState.Drain, "ops"),
            (order.Node, order.Path, order.State, order.By)
        );
    }

    [Fact]
    public async Task Steps_PressedTwiceAtOnce_CountTwice()
    {
        _runtime.Servers["master1"] = new FakeServer(Weight: 10);
        var outcomes = await Task.WhenAll(RunAsync(Step(-1)), RunAsync(Step(-1)));
        Assert.All(outcomes, o => Assert.True(o.Succeeded, o.Summary));
        Assert.Equal(
            ["set server api-backend/master1 weight 9", "set server api-backend/master1 weight 8"],
            _runtime.Sent
        );
    }

    [Theory]
    [InlineData(0, "UP, weight 1, 0 sessions")]
    [InlineData(1, "UP, weight 1, 1 session")]
    public async Task Before_CountsTheSessions(int sessions, string expected)
    {
        _runtime.Servers["master2"] = new FakeServer(Sessions: sessions);
        Assert.Equal(expected, (await RunAsync(State("master2", ServerTargetState.Drain))).Before?.ToString());
    }

    [Fact]
    public async Task TwoAtOnceForTheLastTwoServers_TheSecondSeesWhatTheFirstDid()
    {
        _runtime.Servers["master3"] = new FakeServer("DOWN", "L4CON");
        var outcomes = await Task.WhenAll(
            RunAsync(State("master1", ServerTargetState.Maint)),
            RunAsync(State("master2", ServerTargetState.Maint))
        );
        Assert.Single(outcomes, o => o.Succeeded);
        Assert.Equal(RefusalKind.Conflict, outcomes.Single(o => !o.Succeeded).Refusal!.Kind);
        Assert.Single(_runtime.Sent);
    }

    [Fact]
    public async Task FreshRead_ShowsTheLastServer_NothingIsSent()
    {
        _runtime.Servers["master2"] = _runtime.Servers["master3"] = new FakeServer("DOWN", "L4CON"); // since the snapshot
        var outcome = await RunAsync(State("master1", ServerTargetState.Maint));
        Assert.StartsWith(
            "Nothing was changed: api-backend/master1 is the last server of api-backend",
            outcome.Summary,
            StringComparison.Ordinal
        );
        Assert.Equal((RefusalKind.Conflict, ""), (outcome.Refusal!.Kind, outcome.Executed));
        Assert.Empty(_runtime.Sent);
        Assert.Equal(0, _runtime.Open);
    }

    [Fact]
    public async Task PercentThatRoundsToNothing_OnTheLastServer_IsRefusedByTheFreshRead()
    {
        _runtime.Servers["master2"] = _runtime.Servers["master3"] = new FakeServer("DOWN", "L4CON");
        var command = new SetServerWeight(
            "c",
            A.Name("k8smaster1"),
            GuardTests.Proxy,
            ServerName.Parse("master1"),
            WeightChange.Percent(50)
        );
        Assert.Equal(RefusalKind.Conflict, (await RunAsync(command)).Refusal!.Kind);
        _runtime.Servers["master1"] = new FakeServer(Weight: 4, Configured: 4);
        Assert.True((await RunAsync(command)).Succeeded);
    }

    [Fact]
    public async Task ServerGoneSinceThePoll_IsUnknown()
    {
        _runtime.Servers.Remove("master2");
        Assert.Equal(
            RefusalKind.UnknownTarget,
            (await RunAsync(State("master2", ServerTargetState.Drain))).Refusal!.Kind
        );
    }

    [Fact]
    public async Task Agent_OnAServerWithout_IsRefused()
    {
        var command = new SetServerAgent(
            "c",
            A.Name("k8smaster1"),
            GuardTests.Proxy,
            ServerName.Parse("master1"),
            ServerAgentChange.Disable
        );
        Assert.Equal(
            "The configuration on k8smaster1 has no agent check for api-backend/master1.",
            (await RunAsync(command)).Refusal!.Message
        );
        Assert.Empty(_runtime.Sent);
    }

    [Theory]
    [InlineData(3, "Permission denied\n", "needs 'level admin'")]
    [InlineData(null, "Permission denied\n", "needs 'level admin'")]
    [InlineData(3, "No such server.\n", "has no such server")]
    [InlineData(3, "Proxy is disabled.\n", "being replaced by a reload")]
    [InlineData(
        3,
        "Backend is using a static LB algorithm and only accepts weights '0%' and '100%'.\n",
        "static load balancing algorithm"
    )]
    [InlineData(3, "Something new.\n", "'Something new.'")]
    [InlineData(6, "Unknown command, but maybe one of the following\n", "Unknown command")]
    public async Task HaProxysRefusal_IsExplained(int? severity, string said, string words)
    {
        _runtime.Answer = _ => new RuntimeReply(severity, said, Cut: false);
        var outcome = await RunAsync(State("master2", ServerTargetState.Drain));
        Assert.False(outcome.Succeeded);
        Assert.StartsWith("HAProxy on k8smaster1 refused the command:", outcome.Summary, StringComparison.Ordinal);
        Assert.Contains(words, outcome.Summary, StringComparison.Ordinal);
        Assert.Equal(outcome.SettingBefore, outcome.SettingAfter);
    }

    [Fact]
    public async Task EffectNotSeen_AfterTwoSeconds_IsNoSuccess()
    {
        _runtime.IsDeaf = true;
        var running = RunAsync(State("master2", ServerTargetState.Drain));
        while (!running.IsCompleted)
        {
            Assert.True((await Task.WhenAny(_time.NextWaitAsync(), running)) is not null);
            _time.Advance(TimeSpan.FromMilliseconds(100));
        }

        var outcome = await running;
        Assert.Equal(
            (
                false,
                "HAProxy accepted the command, but after 2 s the change is not in effect: UP, weight 1, 3 sessions."
            ),
            (outcome.Succeeded, outcome.Summary.ToString())
        );
    }

    [Fact]
    public async Task Reload_InTheMiddle_IsReported_AndVerifiesNothing()
    {
        _runtime.BeforeSending = () =>
        {
            _runtime.Pid++;
            return Task.CompletedTask;
        };
        var running = RunAsync(State("master2", ServerTargetState.Drain));
        while (!running.IsCompleted)
        {
            await Task.WhenAny(_time.NextWaitAsync(), running);
            _time.Advance(TimeSpan.FromMilliseconds(100));
        }

        Assert.StartsWith(
            "HAProxy accepted the command, but a reload replaced the worker at the same time",
            (await running).Summary,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData(false, true, "The connection failed before HAProxy answered, but the change is in effect")]
    [InlineData(true, false, "The connection failed before HAProxy answered, and the change is not in effect")]
    public async Task AnswerBreaksOff_WhatANewSessionSeesCounts(bool deaf, bool succeeded, string words)
    {
        _runtime.IsDeaf = deaf;
        _runtime.BreaksAfterSending = Lost;
        var outcome = await RunAsync(State("master2", ServerTargetState.Drain));
        Assert.Equal(succeeded, outcome.Succeeded);
        Assert.StartsWith(words, outcome.Summary, StringComparison.Ordinal);
        Assert.Equal(0, _runtime.Open);
    }

    [Fact]
    public async Task NodeOutOfReach_NothingIsChanged()
    {
        _runtime.FailsToOpen = Lost;
        Assert.Equal(
            new CommandOutcome(false, Message.Verbatim("Nothing was changed: The connection broke."), ""),
            (await RunAsync(State("master2", ServerTargetState.Drain))).InEnglish()
        );
    }

    [Fact]
    public async Task ConsoleLine_ThatChanges_IsSentAsTheEquivalentCommand()
    {
        var outcome = await RunAsync(
            new RunConsole("c", A.Name("k8smaster1"), ConsoleLine.Parse("disable server api-backend/master2"))
        );
        Assert.Equal((true, "set server api-backend/master2 state maint"), (outcome.Succeeded, outcome.Executed));
    }

    [Fact]
    public void Handlers_ShareTheCommandsWithoutOverlap()
    {
        var console = new ReadConsoleHandler(_runtime);
        RunConsole[] lines =
        [
            new("c", A.Name("n"), ConsoleLine.Parse("show info")),
            new("c", A.Name("n"), ConsoleLine.Parse("enable server a/b")),
        ];
        Assert.All(lines, line => Assert.True(console.CanHandle(line) ^ _handler.CanHandle(line)));
    }

    private Task<CommandOutcome> RunAsync(RuntimeAction action) =>
        Task.Run(() => _handler.HandleAsync(action, Ops, "please", Patience.Token).WaitAsync(Patience.Token));
}
