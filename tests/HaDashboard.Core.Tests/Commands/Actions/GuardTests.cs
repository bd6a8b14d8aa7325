using HaDashboard.Core.Facts.HaProxy;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Facts.Text;
using HaDashboard.Core.Operations.Actions;
using HaDashboard.Core.Operations.Commands;
using HaDashboard.Core.Operations.Guards;
using HaDashboard.Core.Operations.Journal;
using HaDashboard.Core.Operations.Reloads;
using HaDashboard.Core.Views;
using Xunit;

namespace HaDashboard.Core.Tests.Commands.Actions;

public sealed class GuardTests
{
    private static readonly LastServerGuard LastServer = new();

    [Theory]
    [InlineData("UP", "L4OK", 1, true)] // another server is available
    [InlineData("DOWN", "L4CON", 1, false)]
    [InlineData("MAINT", "", 1, false)]
    [InlineData("DRAIN", "L4OK", 1, false)]
    [InlineData("NOLB", "L7STS", 1, false)]
    [InlineData("UP", "L4OK", 0, false)] // at weight 0 it takes nothing
    [InlineData("UP 1/3", "INI", 1, false)] // UP on trust is no replacement
    [InlineData("UP 1/2", "L4CON", 1, false)] // nor is one on its way down
    [InlineData("no check", "", 1, true)] // all HAProxy will ever know of it
    [InlineData("no check", "", 0, false)]
    [InlineData("SIDEWAYS", "L4OK", 1, false)]
    public void TakingOut_DependsOnWhatTheOthersAre(string others, string check, int weight, bool passes)
    {
        var view = View(
            Scenario.Whole().Server("master2", others, check, weight).Server("master3", others, check, weight)
        );
        Assert.All(TakingOut("master1"), command => Assert.Equal(passes, LastServer.Check(command, view) is null));
        Assert.All(Harmless("master1"), command => Assert.Null(LastServer.Check(command, view)));
    }

    [Theory]
    [InlineData("DOWN", "L4CON", 1)]
    [InlineData("MAINT", "", 1)]
    [InlineData("UP", "L4OK", 0)]
    public void TakingOut_AServerThatTakesNothing_Passes(string status, string check, int weight)
    {
        var view = View(Scenario.Whole().EveryServer("DOWN", "L4CON").Server("master1", status, check, weight));
        Assert.All(TakingOut("master1"), command => Assert.Null(LastServer.Check(command, view)));
    }

    [Fact]
    public void Refusal_NamesTheBackendTheNodeAndTheOthers()
    {
        var view = View(Scenario.Whole().Server("master2", "DOWN", "L4CON").Server("master3", "UP 1/3", "INI"));
        Assert.Equal(
            new Refusal(
                RefusalKind.Conflict,
                Message.Verbatim(
                    "api-backend/master1 is the last server of api-backend in rotation on k8smaster1 "
                        + "(master2 is DOWN, master3 is UP but not yet checked). Bring another server up first. An Admin can override this."
                )
            ),
            LastServer.Check(State("master1", ServerTargetState.Maint), view).InEnglish()
        );
    }

    [Fact]
    public void Override_Passes_AndIsForAdminsOnly()
    {
        var view = View(Scenario.Whole(masters: 1));
        var command = new SetServerState(
            "c",
            A.Name("k8smaster1"),
            Proxy,
            ServerName.Parse("master1"),
            ServerTargetState.Maint,
            OverrideLastServer: true
        );
        Assert.Equal((null, UserRole.Admin), (LastServer.Check(command, view), command.Requires));
    }

    [Fact]
    public void ConsoleLine_HasTheSameGuard()
    {
        var view = View(Scenario.Whole(masters: 1));
        Assert.NotNull(
            LastServer.Check(
                new RunConsole("c", A.Name("k8smaster1"), ConsoleLine.Parse("disable server api-backend/master1")),
                view
            )
        );
        Assert.NotNull(
            LastServer.Check(
                new RunConsole("c", A.Name("k8smaster1"), ConsoleLine.Parse("set weight api-backend/master1 0")),
                view
            )
        );
        Assert.Null(LastServer.Check(new RunConsole("c", A.Name("k8smaster1"), ConsoleLine.Parse("show info")), view));
    }

    [Fact]
    public void Followers_InAnotherBackend_GoWithTheServerTheyTrack_ButNotWithItsWeight()
    {
        var view = View(
            Scenario
                .Whole(workers: 0)
                .ExtraServer(A.Server("m1", proxy: "other", tracked: "api-backend/master1"), "k8smaster1")
        );
        Assert.Contains(
            "the last server of other in rotation on k8smaster1",
            LastServer.Check(State("master1", ServerTargetState.Drain), view)!.Message,
            StringComparison.Ordinal
        );
        Assert.Null(LastServer.Check(State("master2", ServerTargetState.Drain), view));
        Assert.Null(
            LastServer.Check(
                new SetServerWeight(
                    "c",
                    A.Name("k8smaster1"),
                    Proxy,
                    ServerName.Parse("master1"),
                    WeightChange.Absolute(0)
                ),
                view
            )
        );
    }

    [Fact]
    public void Target_ThatTheLastPollDidNotList_IsUnknown_AndANodeThatIsNotFreshConflicts()
    {
        var guard = new RuntimeTargetGuard();
        var view = View(Scenario.Whole());
        Assert.Null(guard.Check(State("master1", ServerTargetState.Drain), view));
        Assert.Equal(
            new Refusal(RefusalKind.UnknownTarget, Message.Verbatim("No server api-backend/master9 on k8smaster1.")),
            guard.Check(State("master9", ServerTargetState.Drain), view).InEnglish()
        );
        Assert.Equal(
            "No backend nowhere on k8smaster1.",
            guard
                .Check(
                    new KillServerSessions(
                        "c",
                        A.Name("k8smaster1"),
                        ProxyName.Parse("nowhere"),
                        ServerName.Parse("s")
                    ),
                    view
                )!
                .Message
        );
        Assert.Equal(
            "No frontend api-backend on k8smaster1.",
            guard
                .Check(new SetFrontendState("c", A.Name("k8smaster1"), Proxy, FrontendTargetState.Disable), view)!
                .Message
        );

        var stale = View(Scenario.Whole().Fails(FailureKind.Timeout, "k8smaster1"));
        Assert.Equal(RefusalKind.Conflict, guard.Check(State("master1", ServerTargetState.Drain), stale)!.Kind);
        Assert.Equal(RefusalKind.UnknownTarget, guard.Check(State("master9", ServerTargetState.Drain), stale)!.Kind);
        Assert.Null(guard.Check(new RunConsole("c", A.Name("k8smaster1"), ConsoleLine.Parse("show info")), stale));

        var never = View(Scenario.Whole().NeverObserved("k8smaster1"));
        Assert.Equal(RefusalKind.Conflict, guard.Check(State("master1", ServerTargetState.Drain), never)!.Kind);
    }

    [Fact]
    public void HaProxyThatIsNotSupported_IsNeitherChangedNorReloaded()
    {
        var view = View(Scenario.Whole().Fails(FailureKind.Unsupported, "k8smaster1"));
        var guard = new SupportedHaProxyGuard();

        var refusal = guard.Check(new ReloadHaProxy("c", A.Name("k8smaster1")), view);
        Assert.Equal(RefusalKind.Conflict, refusal!.Kind);
        Assert.StartsWith("HAProxy on k8smaster1 is not supported: ", $"{refusal.Message}", StringComparison.Ordinal);
        Assert.Null(guard.Check(new ReloadHaProxy("c", A.Name("k8smaster1")) { CheckOnly = true }, view));
        Assert.Null(guard.Check(new ReloadHaProxy("c", A.Name("k8smaster2")), view));
        Assert.Null(
            guard.Check(
                new ReloadHaProxy("c", A.Name("k8smaster1")),
                View(Scenario.Whole().Fails(FailureKind.Timeout, "k8smaster1"))
            )
        );

        Assert.Equal(
            RefusalKind.Conflict,
            new RuntimeTargetGuard().Check(State("master1", ServerTargetState.Drain), view)!.Kind
        );
    }

    [Fact]
    public void SameTarget_IsRefusedWhileOneIsInProgress_ButStepsOfAWeightTakeTurns()
    {
        var journal = new ActionJournal(new FakeSink(), new SteppedTime());
        var guard = new ActionInProgressGuard(journal);
        var ann = new Caller("ann", UserRole.Operator, "here");
        var view = View(Scenario.Whole());
        using (journal.Begin(State("master1", ServerTargetState.Drain), ann))
        {
            Assert.Equal(
                "Already in progress: ann started 'set api-backend/master1 on k8smaster1 to drain'.",
                guard.Check(State("master1", ServerTargetState.Maint), view)!.Message
            );
            Assert.Null(guard.Check(State("master2", ServerTargetState.Maint), view));
            Assert.Null(guard.Check(State("master1", ServerTargetState.Maint, "k8smaster2"), view));
            Assert.Null(guard.Check(new RunConsole("c", A.Name("k8smaster1"), ConsoleLine.Parse("show info")), view));
            Assert.NotNull(
                guard.Check(
                    new RunConsole("c", A.Name("k8smaster1"), ConsoleLine.Parse("enable server api-backend/master1")),
                    view
                )
            );
        }

        Assert.Null(guard.Check(State("master1", ServerTargetState.Maint), view));
        using (journal.Begin(Step(-1), ann))
        {
            Assert.Null(guard.Check(Step(-1), view));
            Assert.NotNull(guard.Check(State("master1", ServerTargetState.Maint), view));
        }

        journal.Write(A.Reload("r1"));
        Assert.Contains(
            "Reload r1",
            guard.Check(State("master1", ServerTargetState.Maint), view)!.Message,
            StringComparison.Ordinal
        );
        Assert.Null(guard.Check(State("master1", ServerTargetState.Maint, "k8smaster2"), view));
    }

    internal static ProxyName Proxy { get; } = ProxyName.Parse("api-backend");

    internal static SetServerState State(string server, ServerTargetState state, string node = "k8smaster1") =>
        new("c", A.Name(node), Proxy, ServerName.Parse(server), state);

    internal static SetServerWeight Step(int by) =>
        new("c", A.Name("k8smaster1"), Proxy, ServerName.Parse("master1"), WeightChange.Relative(by));

    internal static ClusterView View(Scenario scenario) => ClusterView.Of(scenario.Snapshot, 1);

    private static IEnumerable<ServerAction> TakingOut(string server)
    {
        var (node, name) = (A.Name("k8smaster1"), ServerName.Parse(server));
        return
        [
            State(server, ServerTargetState.Maint),
            State(server, ServerTargetState.Drain),
            new SetServerWeight("c", node, Proxy, name, WeightChange.Absolute(0)),
            new SetServerWeight("c", node, Proxy, name, WeightChange.Percent(0)),
            new SetServerWeight("c", node, Proxy, name, WeightChange.Relative(-10)),
            new SetServerHealth("c", node, Proxy, name, ServerHealthChange.ForceDown),
            new SetServerHealth("c", node, Proxy, name, ServerHealthChange.ForceStopping),
            new SetServerAgent("c", node, Proxy, name, ServerAgentChange.ForceDown),
        ];
    }

    private static IEnumerable<ServerAction> Harmless(string server)
    {
        var (node, name) = (A.Name("k8smaster1"), ServerName.Parse(server));
        return
        [
            State(server, ServerTargetState.Ready),
            new SetServerWeight("c", node, Proxy, name, WeightChange.Absolute(1)),
            new SetServerWeight("c", node, Proxy, name, WeightChange.Relative(1)),
            new SetServerWeight("c", node, Proxy, name, WeightChange.Reset),
            new SetServerHealth("c", node, Proxy, name, ServerHealthChange.ForceUp),
            new SetServerHealth("c", node, Proxy, name, ServerHealthChange.DisableChecks),
            new SetServerAgent("c", node, Proxy, name, ServerAgentChange.Disable),
            new KillServerSessions("c", node, Proxy, name),
        ];
    }
}
