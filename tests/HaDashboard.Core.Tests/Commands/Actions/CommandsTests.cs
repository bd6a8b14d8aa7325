using System.Net;
using HaDashboard.Core.Facts.HaProxy;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Operations.Actions;
using HaDashboard.Core.Operations.Commands;
using Xunit;

namespace HaDashboard.Core.Tests.Commands.Actions;

public sealed class CommandsTests
{
    private static readonly ProxyName Proxy = ProxyName.Parse("api-backend");
    private static readonly ServerName Server = ServerName.Parse("master2");

    public static TheoryData<string, UserRole, string, string> Table { get; } =
        new(All.Select(c => (Key(c.Command), c.Role, c.Text, c.Words)));

    private static IEnumerable<(RuntimeAction Command, UserRole Role, string Text, string Words)> All =>
        [
            (
                new SetServerState("c", A.Name("n1"), Proxy, Server, ServerTargetState.Ready),
                UserRole.Operator,
                "set server api-backend/master2 state ready",
                "set api-backend/master2 on n1 to ready"
            ),
            (
                new SetServerState("c", A.Name("n1"), Proxy, Server, ServerTargetState.Drain),
                UserRole.Operator,
                "set server api-backend/master2 state drain",
                "set api-backend/master2 on n1 to drain"
            ),
            (
                new SetServerState("c", A.Name("n1"), Proxy, Server, ServerTargetState.Maint),
                UserRole.Operator,
                "set server api-backend/master2 state maint",
                "set api-backend/master2 on n1 to maint"
            ),
            (
                new SetServerState("c", A.Name("n1"), Proxy, Server, ServerTargetState.Maint, OverrideLastServer: true),
                UserRole.Admin,
                "set server api-backend/master2 state maint",
                "set api-backend/master2 on n1 to maint"
            ),
            (
                Weight(WeightChange.Absolute(0)),
                UserRole.Operator,
                "set server api-backend/master2 weight 0",
                "set the weight of api-backend/master2 on n1 to 0"
            ),
            (
                Weight(WeightChange.Absolute(256)),
                UserRole.Operator,
                "set server api-backend/master2 weight 256",
                "set the weight of api-backend/master2 on n1 to 256"
            ),
            (
                Weight(WeightChange.Percent(50)),
                UserRole.Operator,
                "set server api-backend/master2 weight 50%",
                "set the weight of api-backend/master2 on n1 to 50%"
            ),
            (
                Weight(WeightChange.Reset),
                UserRole.Operator,
                "set server api-backend/master2 weight 100%",
                "reset the weight of api-backend/master2 on n1 to the configured weight"
            ),
            (
                Weight(WeightChange.Relative(-1)),
                UserRole.Operator,
                "set server api-backend/master2 weight <current weight, \u22121>",
                "change the weight of api-backend/master2 on n1 by \u22121"
            ),
            (
                Weight(WeightChange.Absolute(0), overrides: true),
                UserRole.Admin,
                "set server api-backend/master2 weight 0",
                "set the weight of api-backend/master2 on n1 to 0"
            ),
            (
                Health(ServerHealthChange.EnableChecks),
                UserRole.Admin,
                "enable health api-backend/master2",
                "enable the checks of api-backend/master2 on n1"
            ),
            (
                Health(ServerHealthChange.DisableChecks),
                UserRole.Admin,
                "disable health api-backend/master2",
                "disable the checks of api-backend/master2 on n1"
            ),
            (
                Health(ServerHealthChange.ForceUp),
                UserRole.Admin,
                "set server api-backend/master2 health up",
                "force the health of api-backend/master2 on n1 up"
            ),
            (
                Health(ServerHealthChange.ForceStopping),
                UserRole.Admin,
                "set server api-backend/master2 health stopping",
                "force the health of api-backend/master2 on n1 to stopping"
            ),
            (
                Health(ServerHealthChange.ForceDown),
                UserRole.Admin,
                "set server api-backend/master2 health down",
                "force the health of api-backend/master2 on n1 down"
            ),
            (
                Agent(ServerAgentChange.Enable),
                UserRole.Admin,
                "enable agent api-backend/master2",
                "enable the agent check of api-backend/master2 on n1"
            ),
            (
                Agent(ServerAgentChange.Disable),
                UserRole.Admin,
                "disable agent api-backend/master2",
                "disable the agent check of api-backend/master2 on n1"
            ),
            (
                Agent(ServerAgentChange.ForceUp),
                UserRole.Admin,
                "set server api-backend/master2 agent up",
                "force the agent of api-backend/master2 on n1 up"
            ),
            (
                Agent(ServerAgentChange.ForceDown),
                UserRole.Admin,
                "set server api-backend/master2 agent down",
                "force the agent of api-backend/master2 on n1 down"
            ),
            (
                new SetServerAddress("c", A.Name("n1"), Proxy, Server, IPEndPoint.Parse("10.0.42.9:6443")),
                UserRole.Admin,
                "set server api-backend/master2 addr 10.0.42.9 port 6443",
                "set the address of api-backend/master2 on n1 to 10.0.42.9:6443"
            ),
            (
                new SetServerAddress("c", A.Name("n1"), Proxy, Server, IPEndPoint.Parse("[fd00::9]:6443")),
                UserRole.Admin,
                "set server api-backend/master2 addr fd00::9 port 6443",
                "set the address of api-backend/master2 on n1 to [fd00::9]:6443"
            ),
            (
                new KillServerSessions("c", A.Name("n1"), Proxy, Server),
                UserRole.Admin,
                "shutdown sessions server api-backend/master2",
                "kill the sessions of api-backend/master2 on n1"
            ),
            (new ClearCounters("c", A.Name("n1")), UserRole.Operator, "clear counters", "clear maxima on n1"),
            (
                new ClearCounters("c", A.Name("n1"), All: true),
                UserRole.Admin,
                "clear counters all",
                "clear all counters on n1"
            ),
            (
                new SetFrontendState("c", A.Name("n1"), Proxy, FrontendTargetState.Enable),
                UserRole.Admin,
                "enable frontend api-backend",
                "enable frontend api-backend on n1"
            ),
            (
                new SetFrontendState("c", A.Name("n1"), Proxy, FrontendTargetState.Disable),
                UserRole.Admin,
                "disable frontend api-backend",
                "disable frontend api-backend on n1"
            ),
            (
                new SetFrontendState("c", A.Name("n1"), Proxy, FrontendTargetState.Shutdown),
                UserRole.Admin,
                "shutdown frontend api-backend",
                "shut down frontend api-backend on n1 (only a reload opens it again)"
            ),
            (
                new RunConsole("c", A.Name("n1"), ConsoleLine.Parse("show  info ")),
                UserRole.Operator,
                "show info",
                "run 'show info' on n1"
            ),
            (
                new RunConsole("c", A.Name("n1"), ConsoleLine.Parse("show sess")),
                UserRole.Admin,
                "show sess",
                "run 'show sess' on n1"
            ),
            (
                new RunConsole("c", A.Name("n1"), ConsoleLine.Parse("disable server api-backend/master2")),
                UserRole.Admin,
                "set server api-backend/master2 state maint",
                "run 'disable server api-backend/master2' on n1"
            ),
        ];

    [Theory]
    [MemberData(nameof(Table))]
    public void Command_HasItsRoleItsExactLineAndItsWords(string key, UserRole role, string text, string words)
    {
        var command = All.Single(c => Key(c.Command) == key).Command;
        Assert.Equal((role, words), (command.Requires, command.Describe().ToString()));
        Assert.Equal([text], RuntimePreview.Of(command).Select(line => line.ToString()));
    }

    [Fact]
    public void EveryAction_IsInTheTable() =>
        Assert.Equal(
            typeof(RuntimeAction)
                .Assembly.GetTypes()
                .Where(t => t.IsSubclassOf(typeof(RuntimeAction)) && !t.IsAbstract)
                .Select(t => t.Name)
                .Order(StringComparer.Ordinal),
            All.Select(c => c.Command.GetType().Name).Distinct().Order(StringComparer.Ordinal)
        );

    [Fact]
    public void Preview_OfAStep_IsFromTheWeightLastSeenAndSaysThatItIsReadAgain()
    {
        var snapshot = Scenario.Whole().Server("master2", "UP", "L4OK", weight: 10).Snapshot;
        Assert.Equal(
            [
                "set server api-backend/master2 weight 0",
                "# last seen 10, change \u221210; the weight is read again before the command is sent",
            ],
            RuntimePreview
                .Of(new SetServerWeight("c", A.Name("k8smaster1"), Proxy, Server, WeightChange.Relative(-10)), snapshot)
                .Select(line => line.ToString())
        );
    }

    [Theory]
    [InlineData("0", 0)]
    [InlineData("256", 256)]
    [InlineData("0%", 0)]
    [InlineData("50%", 5)]
    [InlineData("100%", 10)]
    public void Weight_AsRestSpellsIt_IsRead(string text, int expected)
    {
        Assert.True(WeightChange.TryParse(text, out var change));
        Assert.Equal(expected, change.From(7, 10));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("%")]
    [InlineData("-1")]
    [InlineData("+1")]
    [InlineData("257")]
    [InlineData("101%")]
    [InlineData("10 ")]
    [InlineData("1e2")]
    [InlineData("0x10")]
    [InlineData("99999999999")]
    [InlineData("1\n2")]
    [InlineData("1;2")]
    public void Weight_ThatCannotBe_IsNotConstructed(string? text) => Assert.False(WeightChange.TryParse(text, out _));

    [Theory]
    [InlineData(-1)]
    [InlineData(257)]
    public void Weight_OutOfRange_Throws(int weight)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => WeightChange.Absolute(weight));
        Assert.Throws<ArgumentOutOfRangeException>(() => WeightChange.Percent(weight));
        Assert.Throws<ArgumentOutOfRangeException>(() => WeightChange.Relative(weight == -1 ? 0 : weight));
    }

    [Theory]
    [InlineData(0, -1, 0)]
    [InlineData(5, -10, 0)]
    [InlineData(250, 10, 256)]
    [InlineData(256, 1, 256)]
    [InlineData(10, -1, 9)]
    public void Step_StopsAtTheEnds(int weight, int by, int expected) =>
        Assert.Equal(expected, WeightChange.Relative(by).From(weight, 1));

    /// <summary>None of these can be put into a command, for none of these can be a name.</summary>
    [Theory]
    [InlineData("a\nset server x/y state maint")]
    [InlineData("a\r")]
    [InlineData("a;b")]
    [InlineData("$(reboot)")]
    [InlineData("`reboot`")]
    [InlineData("a <<")]
    [InlineData("a b")]
    [InlineData("a/b")]
    [InlineData("a\\")]
    [InlineData("a\0")]
    [InlineData("#2")]
    [InlineData("")]
    [InlineData("ä")]
    public void Name_ThatWouldBeMoreThanAName_CannotBeConstructed(string text)
    {
        Assert.False(ProxyName.TryParse(text, out _));
        Assert.False(ServerName.TryParse(text, out _));
        Assert.Throws<FormatException>(() => ProxyName.Parse(text));
        Assert.Throws<FormatException>(() => ServerName.Parse(text));
    }

    [Fact]
    public void RuntimeCommandText_CannotBeMadeOfAnyText() =>
        Assert.Empty(typeof(RuntimeCommandText).GetConstructors());

    private static string Key(RuntimeAction command) =>
        $"{command.GetType().Name} {command.Describe()} {command.Requires}";

    private static SetServerWeight Weight(WeightChange change, bool overrides = false) =>
        new("c", A.Name("n1"), Proxy, Server, change, overrides);

    private static SetServerHealth Health(ServerHealthChange change) => new("c", A.Name("n1"), Proxy, Server, change);

    private static SetServerAgent Agent(ServerAgentChange change) => new("c", A.Name("n1"), Proxy, Server, change);
}
