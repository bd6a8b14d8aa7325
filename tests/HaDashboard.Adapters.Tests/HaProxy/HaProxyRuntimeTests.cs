using System.Text;
using HaDashboard.Adapters.HaProxy.Actions;
using HaDashboard.Adapters.HaProxy.Parsing;
using HaDashboard.Adapters.HaProxy.Settings;
using HaDashboard.Adapters.Ssh.Connections;
using HaDashboard.Adapters.Tests.Simulation;
using HaDashboard.Core.Facts.HaProxy;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Operations.Actions;
using HaDashboard.Core.Operations.Commands;
using HaDashboard.Core.Operations.Journal;
using HaDashboard.Core.Operations.Ports;
using HaDashboard.Simulation.HaProxy;
using HaDashboard.Tests;
using Xunit;

namespace HaDashboard.Adapters.Tests.HaProxy;

/// <summary>Actions over a real Unix socket, against the simulated HAProxy of the demo.</summary>
public sealed class HaProxyRuntimeTests : IAsyncDisposable
{
    private static readonly NodeName Name = NodeName.Parse("lb1");
    private static readonly ProxyName Proxy = ProxyName.Parse("api-backend");
    private static readonly ProxyName Front = ProxyName.Parse("api-front");
    private static readonly ServerName Master2 = ServerName.Parse("master2");

    private readonly ProxyBench _bench = new(
        traffic: 3,
        configuration: ProxyBench.Configuration.Replace(
            "10.0.42.2:6443 check",
            "10.0.42.2:6443 check agent-check",
            StringComparison.Ordinal
        )
    );
    private readonly LocalNodeConnection _node = new(Name, TimeSpan.FromSeconds(5), TimeProvider.System);
    private readonly HaProxyRuntime _runtime;

    public HaProxyRuntimeTests()
    {
        _runtime = new HaProxyRuntime(
            [new HaProxyNodeOptions(Name, _bench.Proxy.Options.SocketPath, "", "")],
            TimeSpan.FromSeconds(3),
            _ => ActionConnection.Shared(_node),
            TimeProvider.System
        );
        _bench.Time.Advance(TimeSpan.FromSeconds(10));
    }

    public static TheoryData<string, string, string> Actions { get; } =
        new()
        {
            { "drain", "set server api-backend/master2 state drain", "DRAIN" },
            { "maint", "set server api-backend/master2 state maint", "MAINT" },
            { "weight", "set server api-backend/master2 weight 42", "weight 42" },
            { "checks off", "disable health api-backend/master2", "checks disabled" },
            { "health down", "set server api-backend/master2 health down", "DOWN" },
            { "health stopping", "set server api-backend/master2 health stopping", "NOLB" },
            { "agent off", "disable agent api-backend/master2", "agent disabled" },
            { "agent down", "set server api-backend/master2 agent down", "DOWN" },
            { "sessions", "shutdown sessions server api-backend/master2", "0 sessions" },
            { "clear", "clear counters", "maxima" },
            { "clear all", "clear counters all", "total sessions 0" },
            { "pause", "disable frontend api-front", "PAUSED" },
            { "shut down", "shutdown frontend api-front", "STOP" },
        };

    [Theory]
    [MemberData(nameof(Actions))]
    public async Task Action_IsExecutedAndReadBack(string what, string executed, string after)
    {
        var outcome = await RunAsync(Make(what));
        Assert.True(outcome.Succeeded, outcome.Summary);
        Assert.Equal(executed, outcome.Executed);
        Assert.Contains(after, outcome.After, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Frontend_ShutDown_StaysShutDown()
    {
        await RunAsync(Make("shut down"));
        var outcome = await RunAsync(new SetFrontendState("c", Name, Front, FrontendTargetState.Enable));
        Assert.Contains("only a reload opens it again", outcome.Summary, StringComparison.Ordinal);
        _bench.Proxy.Reload();
        Assert.Equal("OPEN", (await ReadAsync()).Find("api-front")!.Frontend!.Status);
    }

    [Fact]
    public async Task Open_AfterAReload_ConnectsToTheNewWorker()
    {
        for (var reload = 0; reload < 5; reload++)
        {
            _bench.Proxy.Reload();
            Assert.Equal(_bench.Proxy.Pid, (await ReadAsync()).Process.Pid);
        }
    }

    [Fact]
    public async Task Session_WhoseWorkerIsReplaced_ReturnsNoOldNumbers()
    {
        await using var session = await _runtime.OpenAsync(Name, TestContext.Current.CancellationToken);
        _bench.Proxy.Reload();
        var reply = await session.SendAsync(
            RuntimeCommandText.State(Proxy, Master2, ServerTargetState.Maint),
            TestContext.Current.CancellationToken
        );
        Assert.Equal((true, "Proxy is disabled.\n"), (reply.IsError, reply.Text));
        Assert.Equal(
            FailureKind.ConnectionLost,
            (
                await Assert.ThrowsAsync<SourceFailureException>(() =>
                    session.ReadAsync(TestContext.Current.CancellationToken)
                )
            ).Kind
        );
        Assert.Equal("UP", (await ReadAsync()).Find("api-backend", "master2")!.Status.Word);
    }

    [Fact]
    public async Task HaProxyHangs_TimesOutWithoutAChange()
    {
        _bench.Proxy.Fault = new WireFault(WireFaultKind.Hang);
        var outcome = await RunAsync(Make("drain"));
        Assert.False(outcome.Succeeded);
        Assert.StartsWith(
            "Nothing was changed: No answer to prompt within 3 s.",
            outcome.Summary,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task ManyActions_CloseTheirSessions()
    {
        for (var i = 0; i < 25; i++) // more than the ten connections of a socket
        {
            Assert.True(
                (await RunAsync(new SetServerWeight("c", Name, Proxy, Master2, WeightChange.Absolute(i)))).Succeeded
            );
        }
    }

    [Theory]
    [InlineData("[3]: No such server.\n", 3, "No such server.\n")]
    [InlineData("[6]: 2.6.12\n", 6, "2.6.12\n")]
    [InlineData("", null, "")]
    [InlineData("# pxname,svname\n", null, "# pxname,svname\n")]
    [InlineData("[9]: what\n", null, "[9]: what\n")]
    [InlineData("a\u001b[31m\u0000b\r\n\tc\n", null, "a\ufffd[31m\ufffdb\ufffd\n\tc\n")]
    public void Reply_IsSeparatedFromItsSeverity_AndHasNoControlCharacters(string said, int? severity, string text) =>
        Assert.Equal(
            new RuntimeReply(severity, text, Cut: false),
            RuntimeActionSession.ReplyOf(Encoding.UTF8.GetBytes(said), cut: false)
        );

    [Theory]
    [InlineData("1 api-backend 1 s1 ::1 2 0 7 3 1 1 0 2 6 22", ServerAdminState.None, true)]
    [InlineData(
        "1 api-backend 1 s1 ::1 2 9 7 3 1 1 0 2 2 18",
        ServerAdminState.ForcedMaintenance | ServerAdminState.ForcedDrain,
        false
    )]
    public void ServersState_IsReadByColumnName(string line, ServerAdminState admin, bool enabled)
    {
        const string Header =
            "1\n# be_id be_name srv_id srv_name srv_addr srv_op_state srv_admin_state "
            + "srv_uweight srv_iweight srv_time_since_last_change srv_check_status srv_check_result "
            + "srv_check_health srv_check_state srv_agent_state\n";
        Assert.Equal(
            new ServerAdministration(admin, 7, 3, HasCheck: true, enabled, HasAgent: true, enabled),
            ServersStateParser.Find(Encoding.UTF8.GetBytes(Header + line + "\n"), Proxy, ServerName.Parse("s1"))
        );
        Assert.Null(
            ServersStateParser.Find(Encoding.UTF8.GetBytes(Header + line + "\n"), Proxy, ServerName.Parse("s2"))
        );
    }

    [Theory]
    [InlineData("")]
    [InlineData("2\n# be_name\n")]
    [InlineData("1\n")]
    [InlineData("1\n# be_id be_name\n")]
    [InlineData(
        "1\n# be_name srv_name srv_admin_state srv_uweight srv_iweight srv_check_state srv_agent_state\napi-backend s1 x 1 1 6 0\n"
    )]
    public void ServersState_OtherText_IsMalformed(string reply) =>
        Assert.Equal(
            FailureKind.Malformed,
            Assert
                .Throws<SourceFailureException>(() =>
                    ServersStateParser.Find(Encoding.UTF8.GetBytes(reply), Proxy, ServerName.Parse("s1"))
                )
                .Kind
        );

    public async ValueTask DisposeAsync()
    {
        await _node.DisposeAsync();
        await _bench.DisposeAsync();
    }

    private static RuntimeAction Make(string what) =>
        what switch
        {
            "drain" => new SetServerState("c", Name, Proxy, Master2, ServerTargetState.Drain),
            "maint" => new SetServerState("c", Name, Proxy, Master2, ServerTargetState.Maint),
            "weight" => new SetServerWeight("c", Name, Proxy, Master2, WeightChange.Absolute(42)),
            "checks off" => new SetServerHealth("c", Name, Proxy, Master2, ServerHealthChange.DisableChecks),
            "health down" => new SetServerHealth("c", Name, Proxy, Master2, ServerHealthChange.ForceDown),
            "health stopping" => new SetServerHealth("c", Name, Proxy, Master2, ServerHealthChange.ForceStopping),
            "agent off" => new SetServerAgent("c", Name, Proxy, Master2, ServerAgentChange.Disable),
            "agent down" => new SetServerAgent("c", Name, Proxy, Master2, ServerAgentChange.ForceDown),
            "sessions" => new KillServerSessions("c", Name, Proxy, Master2),
            "clear" => new ClearCounters("c", Name),
            "clear all" => new ClearCounters("c", Name, All: true),
            "pause" => new SetFrontendState("c", Name, Front, FrontendTargetState.Disable),
            "shut down" => new SetFrontendState("c", Name, Front, FrontendTargetState.Shutdown),
            _ => throw new ArgumentOutOfRangeException(nameof(what)),
        };

    private async Task<HaProxyReading> ReadAsync()
    {
        await using var session = await _runtime.OpenAsync(Name, TestContext.Current.CancellationToken);
        return await session.ReadAsync(TestContext.Current.CancellationToken);
    }

    private Task<CommandOutcome> RunAsync(RuntimeAction action) =>
        new RuntimeActionHandler(
            _runtime,
            new ActionJournal(new RecordingSink(), TimeProvider.System),
            new NoPolls(),
            TimeProvider.System
        ).HandleAsync(
            action,
            new Caller("ops", UserRole.Admin, "here"),
            "please",
            TestContext.Current.CancellationToken
        );

    private sealed class NoPolls : IPollSignal
    {
        public void PollNow(NodeName node) { }
    }
}
