using System.Net.Sockets;
using System.Text.RegularExpressions;
using HaDashboard.Adapters.HaProxy.Actions;
using HaDashboard.Adapters.Ssh.Connections;
using HaDashboard.Core.Facts.Actions;
using HaDashboard.Core.Facts.HaProxy;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Text;
using HaDashboard.Core.Operations.Actions;
using HaDashboard.Core.Operations.Commands;
using HaDashboard.Core.Operations.Fleet;
using HaDashboard.Core.Operations.Journal;
using HaDashboard.Core.Operations.Ports;
using HaDashboard.Lab.Tests.Fixtures;
using HaDashboard.Lab.Tests.Ssh;
using Xunit;

namespace HaDashboard.Lab.Tests.HaProxy;

/// <summary>Runs every action on a real HAProxy with a real sshd and verifies its effect.</summary>
public sealed class RuntimeActionTests
{
    private static readonly ProxyName Proxy = ProxyName.Parse("api-backend");
    private static readonly ProxyName Front = ProxyName.Parse("api-front");
    private static readonly ServerName Master2 = ServerName.Parse("master2");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task EveryServerAction_RunsAndIsVerified()
    {
        await using var lab = await Lab.StartAsync();
        await lab.DoneAsync(
            (id, n) => new SetServerState(id, n, Proxy, Master2, ServerTargetState.Drain),
            "set server api-backend/master2 state drain",
            "DRAIN, weight 1"
        );
        await lab.DoneAsync(
            (id, n) => new SetServerState(id, n, Proxy, Master2, ServerTargetState.Maint),
            "set server api-backend/master2 state maint",
            "MAINT, weight 1"
        );
        await lab.DoneAsync(
            (id, n) => new SetServerState(id, n, Proxy, Master2, ServerTargetState.Ready),
            "set server api-backend/master2 state ready",
            "UP"
        );
        await lab.DoneAsync(
            (id, n) => Weight(id, n, WeightChange.Absolute(256)),
            "set server api-backend/master2 weight 256",
            "weight 256"
        );
        await lab.DoneAsync(
            (id, n) => Weight(id, n, WeightChange.Relative(10)),
            "set server api-backend/master2 weight 256",
            "weight 256"
        );
        await lab.DoneAsync(
            (id, n) => Weight(id, n, WeightChange.Relative(-10)),
            "set server api-backend/master2 weight 246",
            "weight 246"
        );
        await lab.DoneAsync(
            (id, n) => Weight(id, n, WeightChange.Percent(50)),
            "set server api-backend/master2 weight 50%",
            "weight 0"
        );
        await lab.DoneAsync(
            (id, n) => Weight(id, n, WeightChange.Reset),
            "set server api-backend/master2 weight 100%",
            "weight 1"
        );
        await lab.DoneAsync(
            (id, n) => Health(id, n, ServerHealthChange.DisableChecks),
            "disable health api-backend/master2",
            "no check, weight 1, checks disabled"
        );
        await lab.DoneAsync(
            (id, n) => Health(id, n, ServerHealthChange.ForceDown),
            "set server api-backend/master2 health down",
            "DOWN"
        );
        await lab.DoneAsync(
            (id, n) => Health(id, n, ServerHealthChange.ForceStopping),
            "set server api-backend/master2 health stopping",
            "NOLB"
        );
        await lab.DoneAsync(
            (id, n) => Health(id, n, ServerHealthChange.ForceUp),
            "set server api-backend/master2 health up",
            "no check"
        );
        await lab.DoneAsync(
            (id, n) => Health(id, n, ServerHealthChange.EnableChecks),
            "enable health api-backend/master2",
            "UP"
        );
        await lab.DoneAsync((id, n) => new ClearCounters(id, n), "clear counters", "maxima");
        await lab.DoneAsync(
            (id, n) => new ClearCounters(id, n, All: true),
            "clear counters all",
            "total sessions 0, maxima 0"
        );
        await lab.Node.Sshd.SignedInAsync(1, Ct);
        await lab.Node.Sshd.UntilAsync(() => !TestProcess.Descendants(lab.Node.Sshd.Pid).Any(Lab.IsRelay), Ct); // Every session is closed.
    }

    [Fact]
    public async Task AgentAction_RunsWithAgentCheck_AndIsRefusedWithoutOne()
    {
        await using var lab = await Lab.StartAsync(text =>
            Regex.Replace(
                text,
                @"(server master2 \S+ check)",
                $"$1 agent-check agent-port {TestProcess.FreePort()} agent-inter 60s"
            )
        );
        await lab.DoneAsync(
            (id, n) => Agent(id, n, ServerAgentChange.Disable),
            "disable agent api-backend/master2",
            "agent disabled"
        );
        await lab.DoneAsync((id, n) => Agent(id, n, ServerAgentChange.Enable), "enable agent api-backend/master2", "");
        await lab.DoneAsync(
            (id, n) => Agent(id, n, ServerAgentChange.ForceDown),
            "set server api-backend/master2 agent down",
            "DOWN"
        );
        await lab.DoneAsync(
            (id, n) => Agent(id, n, ServerAgentChange.ForceUp),
            "set server api-backend/master2 agent up",
            ""
        );
        var outcome = await lab.RunAsync(
            (id, n) => new SetServerAgent(id, n, Proxy, ServerName.Parse("master1"), ServerAgentChange.Disable)
        );
        Assert.Contains("no agent check", outcome.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Frontend_CanBePausedResumedAndShutDown()
    {
        await using var lab = await Lab.StartAsync();
        await lab.DoneAsync(
            (id, n) => new SetFrontendState(id, n, Front, FrontendTargetState.Disable),
            "disable frontend api-front",
            "PAUSED"
        );
        await lab.DoneAsync(
            (id, n) => new SetFrontendState(id, n, Front, FrontendTargetState.Enable),
            "enable frontend api-front",
            "OPEN"
        );
        await lab.DoneAsync(
            (id, n) => new SetFrontendState(id, n, Front, FrontendTargetState.Shutdown),
            "shutdown frontend api-front",
            "STOP"
        );
        var again = await lab.RunAsync((id, n) => new SetFrontendState(id, n, Front, FrontendTargetState.Enable));
        Assert.False(again.Succeeded);
        Assert.Contains("only a reload opens it again", again.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public async Task KillSessions_EndsSessions()
    {
        await using var lab = await Lab.StartAsync();
        foreach (var server in new[] { "master1", "master3" })
        {
            await lab.DoneAsync(
                (id, n) => new SetServerState(id, n, Proxy, ServerName.Parse(server), ServerTargetState.Drain),
                $"set server api-backend/{server} state drain",
                "DRAIN"
            );
        }

        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", lab.Node.HaProxy.FrontPort, Ct);
        await lab.PolledAsync(r => r.Find("api-backend", "master2")!.Row.Number("scur") == 1);
        await lab.DoneAsync(
            (id, n) => new KillServerSessions(id, n, Proxy, Master2),
            "shutdown sessions server api-backend/master2",
            "0 sessions"
        );
        Assert.Equal(0, await client.GetStream().ReadAsync(new byte[1], Ct));
    }

    [Fact]
    public async Task LastServer_IsRefusedAfterFreshRead_AndAdminCanOverride()
    {
        await using var lab = await Lab.StartAsync();
        lab.Node.HaProxy.StopMaster(1);
        lab.Node.HaProxy.StopMaster(3);
        await lab.PolledAsync(r => r.Find("api-backend")!.Servers.Count(s => s.TakesTraffic) == 1);
        lab.Feed.Freeze = true; // The guard of the gate has no current state, so the handler's guard must refuse.
        var outcome = await lab.RunAsync((id, n) => new SetServerState(id, n, Proxy, Master2, ServerTargetState.Maint));
        Assert.Equal(RefusalKind.Conflict, outcome.Refusal!.Kind);
        Assert.Contains(
            "api-backend/master2 is the last server of api-backend in rotation on node",
            outcome.Summary,
            StringComparison.Ordinal
        );
        Assert.True((await lab.ReadAsync()).Find("api-backend", "master2")!.TakesTraffic);

        lab.Feed.Freeze = false;
        await lab.RefreshAsync();
        var (refusal, _) = await lab.Gate.ExecuteAsync(
            new SetServerState("g", lab.Name, Proxy, Master2, ServerTargetState.Drain),
            Lab.Admin,
            "test",
            Ct
        );
        Assert.Equal(RefusalKind.Conflict, refusal!.Kind);
        await lab.DoneAsync(
            (id, n) => new SetServerState(id, n, Proxy, Master2, ServerTargetState.Maint, OverrideLastServer: true),
            "set server api-backend/master2 state maint",
            "MAINT"
        );
    }

    [Fact]
    public async Task TwoWeightStepsInShortTime_BothTakeEffect()
    {
        await using var lab = await Lab.StartAsync();
        await lab.DoneAsync(
            (id, n) => Weight(id, n, WeightChange.Absolute(10)),
            "set server api-backend/master2 weight 10",
            "weight 10"
        );
        var outcomes = await Task.WhenAll(
            lab.RunAsync((id, n) => Weight(id, n, WeightChange.Relative(-1))),
            lab.RunAsync((id, n) => Weight(id, n, WeightChange.Relative(-1)))
        );
        Assert.All(outcomes, o => Assert.True(o.Succeeded, o.Summary));
        Assert.Equal(8, (await lab.ReadAsync()).Find("api-backend", "master2")!.Weight);
    }

    [Theory]
    [InlineData("operator")]
    [InlineData("user")]
    public async Task SocketBelowLevelAdmin_FailsWithExplanation(string level)
    {
        await using var lab = await Lab.StartAsync(text =>
            text.Replace("level admin", $"level {level}", StringComparison.Ordinal)
        );
        var outcome = await lab.RunAsync((id, n) => new SetServerState(id, n, Proxy, Master2, ServerTargetState.Drain));
        Assert.False(outcome.Succeeded);
        Assert.Equal(
            "HAProxy on node refused the command: the socket's level is below admin: the 'stats socket' line of this "
                + "node needs 'level admin'. Answer: 'Permission denied'.",
            outcome.Summary
        );
        Assert.True((await lab.RunAsync((id, n) => new RunConsole(id, n, ConsoleLine.Parse("show info")))).Succeeded);
        Assert.Equal(
            level is "operator",
            (await lab.RunAsync((id, n) => new RunConsole(id, n, ConsoleLine.Parse("show sess")))).Succeeded
        );
    }

    [Fact]
    public async Task Console_RunsAllItsReads_AndChangesLikeTheEquivalentCommand()
    {
        await using var lab = await Lab.StartAsync();
        foreach (
            var line in new[]
            {
                "show info",
                "show stat",
                "show stat api-backend 4 -1",
                "show servers state",
                "show servers conn",
                "show backend",
                "show version",
                "show cli level",
                "show cli sockets",
                "show pools",
                "show activity",
                "show resolvers",
                "show table",
                "show peers",
                "show cache",
                "show libs",
                "get weight api-backend/master1",
                "help",
                "show sess",
                "show errors",
                "show startup-logs",
            }
        )
        {
            var outcome = await lab.RunAsync((id, n) => new RunConsole(id, n, ConsoleLine.Parse(line)));
            Assert.True(outcome.Succeeded, $"{line}: {outcome.Summary}");
            Assert.Equal(line, outcome.Executed);
        }

        Assert.StartsWith(
            "1 (initial 1)",
            (
                await lab.RunAsync(
                    (id, n) => new RunConsole(id, n, ConsoleLine.Parse("get weight api-backend/master1"))
                )
            ).Output,
            StringComparison.Ordinal
        );
        await lab.DoneAsync(
            (id, n) => new RunConsole(id, n, ConsoleLine.Parse("disable server api-backend/master2")),
            "set server api-backend/master2 state maint",
            "MAINT"
        );
    }

    [Fact]
    public async Task DrainOnTwoNodes_CanBeUndone()
    {
        await using var one = await Lab.StartAsync(name: "one");
        await using var two = await Lab.StartAsync(name: "two", shared: one);
        await two.DoneAsync(
            (id, n) => Weight(id, n, WeightChange.Absolute(7)),
            "set server api-backend/master2 weight 7",
            "weight 7"
        );
        await two.DoneAsync(
            (id, n) => new SetServerState(id, n, Proxy, Master2, ServerTargetState.Maint),
            "set server api-backend/master2 state maint",
            "MAINT"
        );
        var fleet = new FleetAction(one.Gate, new ActionJournal(one.Sink, TimeProvider.System), TimeProvider.System);
        var record = await fleet.RunAsync(
            Lab.Admin,
            "kernel",
            Message.Verbatim("drain master2"),
            (id, n) => new SetServerState(id, n, Proxy, Master2, ServerTargetState.Drain),
            [one.Name, two.Name]
        );
        Assert.All(record.Nodes, n => Assert.True(n.Phase is FleetPhase.Succeeded, n.Explanation));
        Assert.Equal(
            ["DRAIN", "DRAIN"],
            new[] { await one.ReadAsync(), await two.ReadAsync() }.Select(r =>
                r.Find("api-backend", "master2")!.Status.Word
            )
        );

        var undo = await fleet.Undo(record.Id, Lab.Admin, "done")!.Completion;
        Assert.All(undo.Nodes, n => Assert.True(n.Phase is FleetPhase.Succeeded, n.Explanation));
        var (first, second) = (
            (await one.ReadAsync()).Find("api-backend", "master2")!,
            (await two.ReadAsync()).Find("api-backend", "master2")!
        );
        Assert.Equal(
            ("UP", 1, "MAINT", 7),
            (first.Status.Word, first.Weight!.Value, second.Status.Word, (int)second.Row.Number("uweight")!.Value)
        );
    }

    [Fact]
    public async Task ActionsDuringRepeatedReloads_NeverRunOnOldWorker()
    {
        await using var lab = await Lab.StartAsync();
        var commands = new NodeCommands([lab.Options], _ => ActionConnection.Shared(lab.Connection));
        var worker = (await lab.ReadAsync()).Process.Pid;
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(0, (await commands.RunAsync(lab.Name, NodeCommand.Reload, Ct)).ExitCode);
            var outcome = await lab.RunAsync((id, n) => Weight(id, n, WeightChange.Absolute(20 + i)));
            var before = lab.Feed.Current.Snapshot.Node(lab.Name)!.HaProxy.Value!.Process.Pid; // As it was read just before the action.
            // When the new worker responds, the action has taken effect on it or reports that it has not. The reload does not wait for
            // its worker, so an action may still run on the worker that is current at that moment.
            await lab.PolledAsync(r => r.Process.Pid != worker);
            var after = await lab.ReadAsync();
            var weight = after.Find("api-backend", "master2")!.Row.Number("uweight");
            Assert.True(
                !outcome.Succeeded || weight == 20 + i || before == worker,
                $"{outcome.Summary}, and it is {weight}"
            );
            worker = after.Process.Pid;
        }
    }

    private static SetServerWeight Weight(string id, NodeName node, WeightChange change) =>
        new(id, node, Proxy, Master2, change);

    private static SetServerHealth Health(string id, NodeName node, ServerHealthChange change) =>
        new(id, node, Proxy, Master2, change);

    private static SetServerAgent Agent(string id, NodeName node, ServerAgentChange change) =>
        new(id, node, Proxy, Master2, change);
}
