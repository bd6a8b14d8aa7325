using System.Collections.Immutable;
using HaDashboard.Core.Facts.Actions;
using HaDashboard.Core.Facts.Etcd;
using HaDashboard.Core.Facts.Inventory;
using HaDashboard.Core.Facts.Observations;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Facts.Text;
using HaDashboard.Core.Operations.Commands;
using HaDashboard.Core.Operations.Guards;
using HaDashboard.Core.Operations.Journal;
using HaDashboard.Core.Operations.Reloads;
using HaDashboard.Tests;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace HaDashboard.Core.Tests.Commands.Reloads;

/// <summary>Node after node, through the real gate and its guards; a node's own reload is played.</summary>
public sealed class RollingReloadTests : IDisposable
{
    private static readonly Caller Ops = new("ops", UserRole.Operator, "192.0.2.7");
    private readonly SteppedTime _time = new();
    private readonly List<CommandGate> _gates = [];

    public void Dispose() => _gates.ForEach(gate => gate.Dispose());

    [Fact]
    public async Task All_WorkersFirst_TheLeaderOfEtcdLast_OneAtATime()
    {
        var stage = Stage(Probed(leader: "k8smaster1"));
        var outcome = await stage.RunAsync(new RollingReload("r", []));
        Assert.Equal(["k8sworker1", "k8smaster2", "k8smaster3", "k8smaster1"], stage.Names);
        Assert.Equal((true, "Finished: 4 of 4 nodes reloaded."), (outcome.Succeeded, outcome.Summary.ToString()));
        Assert.Equal((ReloadState.Finished, true), (stage.Record.State, stage.Record.FinishedAt is not null));
        Assert.All(stage.Record.Nodes, node => Assert.Equal(ReloadOutcome.Succeeded, node.Outcome));
        Assert.All(stage.Audit.Entries.Where(e => e.Command.StartsWith("reload", StringComparison.Ordinal)), e =>
            Assert.Equal("r", e.Batch)
        );
        Assert.Equal(1 + 4, stage.Audit.Entries.Count(e => e.Kind is AuditKind.Intent));
    }

    [Fact]
    public async Task Failure_StopsThere_TheRestUntouched_AndIsResumedAfterTheFix()
    {
        var stage = Stage(Scenario.Whole());
        stage.Ends["k8smaster2"] = ReloadOutcome.Refused;
        var outcome = await stage.RunAsync(new RollingReload("r", []));
        Assert.Equal(
            (false, "Stopped: 2 of 4 nodes reloaded. k8smaster2: It is Refused."),
            (outcome.Succeeded, outcome.Summary.ToString())
        );
        Assert.Equal(["k8sworker1", "k8smaster1", "k8smaster2"], stage.Names);
        Assert.Equal((ReloadState.Stopped, ReloadPhase.Waiting), (stage.Record.State, stage.Record.Nodes[3].Phase));

        stage.Ends.Clear();
        Assert.True((await stage.RunAsync(new ResumeRollingReload("c2", "r"))).Succeeded);
        Assert.Equal(["k8sworker1", "k8smaster1", "k8smaster2", "k8smaster2", "k8smaster3"], stage.Names);
        Assert.Equal(ReloadState.Finished, stage.Record.State);
    }

    [Fact]
    public async Task ResumeWithSkip_LeavesTheFailedOneAsItIs()
    {
        var stage = Stage(Scenario.Whole());
        stage.Ends["k8smaster2"] = ReloadOutcome.Suspect;
        await stage.RunAsync(new RollingReload("r", []));
        await stage.RunAsync(new ResumeRollingReload("c2", "r", Skip: true));
        Assert.Equal(["k8sworker1", "k8smaster1", "k8smaster2", "k8smaster3"], stage.Names);
        Assert.Equal(
            (ReloadState.Finished, ReloadOutcome.Suspect),
            (stage.Record.State, stage.Record.Of(A.Name("k8smaster2"))!.Outcome)
        );
    }

    [Fact]
    public async Task ANodeWithOneMasterUp_HoldsTheNext_AndStopsItWhenThePatienceEnds()
    {
        var stage = Stage(Scenario.Whole());
        stage.AfterEach = name =>
        {
            if (name == "k8sworker1")
            {
                stage.Feed.Offer(
                    SourceCatalogue.HaProxy.Observed(
                        A.Name("k8smaster3"),
                        A.Reading(
                            A.Server("master1"),
                            A.Server("master2", "DOWN", "L4CON"),
                            A.Server("master3", "DOWN", "L4CON")
                        ),
                        _time.GetUtcNow()
                    )
                );
            }
        };
        var running = stage.RunAsync(new RollingReload("r", []));
        await stage.Feed.UntilAsync(s => s.Reloads is [{ Hold: not null }, ..]);
        _time.Advance(RollingReloadHandler.GateTimeout);
        Assert.Equal(
            "Stopped: 1 of 4 nodes reloaded. Not started on k8smaster1: "
                + "k8smaster3 has 1 masters UP (verified by a health check), 2 required.",
            (await running).Summary
        );
        Assert.Equal(["k8sworker1"], stage.Names);
    }

    [Fact]
    public async Task OldFacts_AreNoYes()
    {
        var stage = Stage(Scenario.Whole());
        stage.Feed.Poll = (node, snapshot) => node.Value == "k8smaster2" ? null : stage.Feed.Again(node, snapshot);
        _time.Advance(TimeSpan.FromSeconds(1));
        var running = stage.RunAsync(new RollingReload("r", []));
        await stage.Feed.UntilAsync(s => s.Reloads is [{ Hold: not null }, ..]);
        _time.Advance(RollingReloadHandler.GateTimeout);
        Assert.Contains("k8smaster2 has no fresh data", (await running).Summary, StringComparison.Ordinal);
        Assert.Empty(stage.Names);
    }

    [Fact]
    public async Task AnEtcdMemberMissing_TheWorkerIsReloaded_NoMasterIs()
    {
        var stage = Stage(
            Probed(leader: "k8smaster1")
                .Then(new SourceFailed(SourceId.Etcd(A.Name("k8smaster2")), A.Failure(FailureKind.PortClosed), A.Noon))
        );
        var running = stage.RunAsync(new RollingReload("r", []));
        await stage.Feed.UntilAsync(s => s.Reloads is [{ Hold: not null }, ..]);
        _time.Advance(RollingReloadHandler.GateTimeout);
        Assert.Contains(
            "etcd has 2 of 3 healthy members (quorum 2): a master is reloaded only if all members are healthy",
            (await running).Summary,
            StringComparison.Ordinal
        );
        Assert.Equal(["k8sworker1"], stage.Names);
    }

    [Fact]
    public async Task ACordonedMaster_ShutsTheGate()
    {
        var stage = Stage(
            Scenario
                .Whole()
                .Then(SourceCatalogue.KubernetesNodes.Upserted(A.Node("k8smaster3", unschedulable: true), A.Noon))
        );
        var running = stage.RunAsync(new RollingReload("r", []));
        await stage.Feed.UntilAsync(s => s.Reloads is [{ Hold: not null }, ..]);
        _time.Advance(RollingReloadHandler.GateTimeout);
        Assert.Contains("the master k8smaster3 is cordoned", (await running).Summary, StringComparison.Ordinal);
        Assert.Empty(stage.Names);
    }

    [Fact]
    public async Task DryRun_ChecksEach_ReloadsNone_AndTellsWhatTheGateWouldSay()
    {
        var stage = Stage(
            Scenario
                .Whole()
                .Then(SourceCatalogue.KubernetesNodes.Upserted(A.Node("k8smaster3", unschedulable: true), A.Noon))
        );
        Assert.True(
            (
                await stage.RunAsync(
                    new RollingReload("r", [A.Name("k8smaster1"), A.Name("k8sworker1")]) { IsDryRun = true }
                )
            ).Succeeded
        );
        Assert.Equal(["check k8sworker1", "check k8smaster1"], stage.Names);
        Assert.All(stage.Record.Nodes, node =>
            Assert.Contains(
                "Safety checks failed: the master k8smaster3 is cordoned",
                node.Explanation,
                StringComparison.Ordinal
            )
        );
    }

    [Fact]
    public async Task CanceledWhileItRuns_TheRunningOneEnds_TheOthersAreSkipped()
    {
        var stage = Stage(Scenario.Whole());
        var end = stage.Holds["k8smaster1"] = new TaskCompletionSource();
        var running = stage.RunAsync(new RollingReload("r", []));
        await stage.Feed.UntilAsync(s =>
            s.Reloads.Any(r => r.Of(A.Name("k8smaster1")) is { Phase: ReloadPhase.Reloading })
        );
        Assert.Equal(
            "No further node will be reloaded.",
            (await stage.RunAsync(new CancelRollingReload("c2", "r"))).Summary
        );
        end.SetResult();
        Assert.Equal("Canceled: 2 of 4 nodes reloaded.", (await running).Summary);
        Assert.Equal(
            [ReloadOutcome.Succeeded, ReloadOutcome.Succeeded, ReloadOutcome.Skipped, ReloadOutcome.Skipped],
            stage.Record.Nodes.Select(node => node.Outcome!.Value)
        );
    }

    [Fact]
    public async Task WhileOneRuns_NoOtherBegins_AndTheRefusalNamesIt()
    {
        var stage = Stage(Scenario.Whole());
        var end = stage.Holds["k8sworker1"] = new TaskCompletionSource();
        var running = stage.RunAsync(new RollingReload("r", []));
        await stage.Feed.UntilAsync(s =>
            s.Reloads.Any(r => r.Of(A.Name("k8sworker1")) is { Phase: ReloadPhase.Reloading })
        );
        foreach (
            Command other in new Command[]
            {
                new RollingReload("r2", []),
                new ReloadHaProxy("x", A.Name("k8smaster3")),
                new ResumeRollingReload("y", "r"),
            }
        )
        {
            var (refusal, _) = await stage.Gate.ExecuteAsync(other, Ops, "too", Patience.Token);
            Assert.Equal(RefusalKind.Conflict, refusal!.Kind);
        }

        Assert.Equal(
            RefusalKind.UnknownTarget,
            (await stage.Gate.ExecuteAsync(new ResumeRollingReload("z", "nobody"), Ops, "too", Patience.Token))
                .Refusal!
                .Kind
        );
        Assert.Equal(
            RefusalKind.UnknownTarget,
            (await stage.Gate.ExecuteAsync(new RollingReload("z", [A.Name("nobody")]), Ops, "too", Patience.Token))
                .Refusal!
                .Kind
        );
        end.SetResult();
        Assert.True((await running).Succeeded);
        Assert.Equal(
            RefusalKind.Conflict,
            (await stage.Gate.ExecuteAsync(new CancelRollingReload("z", "r"), Ops, "too", Patience.Token)).Refusal!.Kind
        );
    }

    [Fact]
    public void Restart_LeavesAnInterruptedRecord_AndNothingRunsAgain()
    {
        var archive = new FakeArchive([
            A.Reload("r") with
            {
                IsRolling = true,
                Nodes =
                [
                    Part("k8sworker1", ReloadPhase.Done) with
                    {
                        Outcome = ReloadOutcome.Succeeded,
                    },
                    Part("k8smaster1", ReloadPhase.Proving),
                    Part("k8smaster2", ReloadPhase.Waiting),
                ],
            },
        ]);
        var journal = new ActionJournal(new FakeSink(), _time, archive);
        journal.Restore();
        var record = journal.FindReload("r")!;
        Assert.Equal(ReloadState.Interrupted, record.State);
        Assert.Equal(
            [ReloadOutcome.Succeeded, ReloadOutcome.Suspect, ReloadOutcome.Skipped],
            record.Nodes.Select(node => node.Outcome!.Value)
        );
        Assert.Equal(ReloadState.Interrupted, Assert.Single(archive.Written).State);
        Assert.Null(journal.ReloadRunningOn(A.Name("k8smaster2")));
        Assert.Equal(
            RefusalKind.Conflict,
            new RollingReloadGuard(journal)
                .Check(new ResumeRollingReload("y", "r"), new StraightFeed(Scenario.Whole().Snapshot, _time).Current)!
                .Kind
        );
    }

    private static NodeReload Part(string node, ReloadPhase phase) =>
        new(A.Name(node), phase, null, null, "", null, null, null);

    private static Scenario Probed(string leader) =>
        Scenario
            .Whole()
            .Inventory(i => i with { Probes = ProbeSchedule.Default })
            .Then([
                .. Enumerable
                    .Range(1, 3)
                    .Select(i => $"k8smaster{i}")
                    .Select(name =>
                        SourceCatalogue.Etcd.Observed(
                            A.Name(name),
                            new EtcdMember(EtcdMemberSource.Metrics, Healthy: true)
                            {
                                HasLeader = true,
                                IsLeader = name == leader,
                            },
                            A.Noon
                        )
                    ),
            ]);

    private Played Stage(Scenario scenario)
    {
        var stage = new Played(scenario, _time);
        _gates.Add(stage.Gate);
        return stage;
    }

    private sealed class FakeArchive(IReadOnlyList<ReloadRecord> kept) : IReloadArchive
    {
        internal List<ReloadRecord> Written { get; } = [];

        public void Write(ReloadRecord record) => Written.Add(record);

        public IReadOnlyList<ReloadRecord> Read() => kept;
    }

    /// <summary>The gate with the real rolling handler; each node's reload has the configured result.</summary>
    private sealed class Played : ICommandHandler
    {
        private readonly ActionJournal _journal;
        private readonly TimeProvider _time;

        internal Played(Scenario scenario, TimeProvider time)
        {
            _time = time;
            Feed = new StraightFeed(scenario.Snapshot, time);
            Feed.Poll = (node, snapshot) => Feed.Again(node, snapshot);
            _journal = new ActionJournal(Feed, time);
            Gate = new CommandGate(
                Feed,
                [this, new RollingReloadHandler(Feed, _journal, Feed, time)],
                [new KnownNodeGuard(), new ReloadInProgressGuard(_journal, time), new RollingReloadGuard(_journal)],
                Audit,
                time,
                NullLogger<CommandGate>.Instance,
                new EverybodyStays()
            );
        }

        internal StraightFeed Feed { get; }

        internal CommandGate Gate { get; }

        internal FakeAudit Audit { get; } = new(new Diary());

        internal ImmutableList<string> Names { get; private set; } = [];

        internal Dictionary<string, ReloadOutcome> Ends { get; } = new(StringComparer.Ordinal);

        internal Dictionary<string, TaskCompletionSource> Holds { get; } = new(StringComparer.Ordinal);

        internal Action<string> AfterEach { get; set; } = _ => { };

        internal ReloadRecord Record => _journal.FindReload("r")!;

        public bool CanHandle(Command command) => command is ReloadHaProxy;

        public CommandStart Begin(CommandRequest request)
        {
            var reload = (ReloadHaProxy)request.Command;
            var run = ReloadRun.Begin(_journal, _time, reload, request.Caller, request.Reason, null);
            return CommandStart.Running((_, _) => PlayAsync(run, reload));
        }

        private async Task<CommandOutcome> PlayAsync(ReloadRun run, ReloadHaProxy reload)
        {
            var name = reload.Node.Value;
            Names = Names.Add(reload.CheckOnly ? $"check {name}" : name);
            if (reload.CheckOnly)
            {
                run.End(ReloadOutcome.Skipped, Message.Verbatim("Dry run."));
                return new CommandOutcome(true, Message.Verbatim(""), "");
            }

            run.Enter(ReloadPhase.Reloading);
            if (Holds.TryGetValue(name, out var hold))
            {
                await hold.Task;
            }

            var outcome = Ends.GetValueOrDefault(name, ReloadOutcome.Succeeded);
            if (outcome is ReloadOutcome.Refused)
            {
                run.Put(run.Node with { Times = [] }); // its reload command never ran
            }

            run.End(outcome, Message.Verbatim($"It is {outcome}."));
            AfterEach(name);
            return new CommandOutcome(outcome is ReloadOutcome.Succeeded, Message.Verbatim(""), "");
        }

        internal async Task<CommandOutcome> RunAsync(Command command)
        {
            var (refusal, outcome) = await Gate.ExecuteAsync(command, Ops, "new certificate", Patience.Token);
            Assert.Null(refusal);
            return outcome!;
        }
    }
}
