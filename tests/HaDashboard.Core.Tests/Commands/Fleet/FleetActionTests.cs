using HaDashboard.Core.Facts.Actions;
using HaDashboard.Core.Facts.HaProxy;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Observations;
using HaDashboard.Core.Facts.Reduction;
using HaDashboard.Core.Facts.Text;
using HaDashboard.Core.Operations.Actions;
using HaDashboard.Core.Operations.Commands;
using HaDashboard.Core.Operations.Fleet;
using HaDashboard.Core.Operations.Guards;
using HaDashboard.Core.Operations.Journal;
using HaDashboard.Core.Tests.Commands.Actions;
using HaDashboard.Tests;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace HaDashboard.Core.Tests.Commands.Fleet;

public sealed class FleetActionTests : IDisposable
{
    private static readonly Caller Ops = new("ops", UserRole.Operator, "192.0.2.7");
    private static readonly NodeName[] Nodes = [A.Name("k8smaster1"), A.Name("k8smaster2"), A.Name("k8sworker1")];

    private readonly PerNode _runtimes = new();
    private readonly CollectingSink _sink = new();
    private readonly FakeAudit _audit = new(new Diary());
    private readonly CommandGate _gate;
    private readonly ActionJournal _journal;
    private readonly FleetAction _fleet;

    public FleetActionTests()
    {
        var time = new SteppedTime();
        _journal = new ActionJournal(_sink, time);
        _gate = new CommandGate(
            new FakeFeed(GuardTests.View(Scenario.Whole())),
            [new RuntimeActionHandler(_runtimes, _journal, new FakePolls(), time)],
            [new KnownNodeGuard(), new RuntimeTargetGuard(), new LastServerGuard()],
            _audit,
            time,
            NullLogger<CommandGate>.Instance,
            new EverybodyStays()
        );
        _fleet = new FleetAction(_gate, _journal, time);
    }

    public void Dispose() => _gate.Dispose();

    [Fact]
    public async Task Drain_Everywhere_OneNodeFails_IsRetried_AndOneUndoRestoresEachNodesOwn()
    {
        _runtimes.On("k8smaster2").Servers["master2"] = new FakeRuntime.FakeServer(
            Admin: ServerAdminState.ForcedMaintenance,
            Weight: 7
        ); // somebody was here before
        _runtimes.On("k8sworker1").FailsToOpen = FakeRuntime.Lost;
        var record = await _fleet.RunAsync(Ops, "kernel", Message.Verbatim("drain api-backend/master2"), Drain, Nodes);

        Assert.Equal(
            [FleetPhase.Succeeded, FleetPhase.Succeeded, FleetPhase.Failed],
            record.Nodes.Select(n => n.Phase)
        );
        Assert.Equal((false, true, true), (record.IsRunning, record.MayBeRetried, record.MayBeUndone));
        Assert.Equal("Nothing was changed: The connection broke.", record.Nodes[2].Explanation);
        Assert.Equal(6, _audit.Entries.Count);
        Assert.All(_audit.Entries, entry => Assert.Equal(record.Id, entry.Batch));
        Assert.Equal(
            ("MAINT, weight 7, 3 sessions", "DRAIN, weight 7, 3 sessions"),
            (record.Nodes[1].Before?.ToString(), record.Nodes[1].After?.ToString())
        );

        _runtimes.On("k8sworker1").FailsToOpen = () => null;
        record = await _fleet.RetryFailed(record.Id, Ops, "again")!.Completion;
        Assert.All(record.Nodes, n => Assert.Equal(FleetPhase.Succeeded, n.Phase));
        Assert.False(record.MayBeRetried);
        Assert.Null(_fleet.RetryFailed(record.Id, Ops, "again"));
        Assert.Equal(1, _runtimes.On("k8smaster1").Sent.Count(s => s.EndsWith("drain", StringComparison.Ordinal)));

        var undo = await _fleet.Undo(record.Id, Ops, "done")!.Completion;
        Assert.All(undo.Nodes, n => Assert.Equal(FleetPhase.Succeeded, n.Phase));
        Assert.Equal("set server api-backend/master2 state ready", _runtimes.On("k8smaster1").Sent[^1]);
        Assert.Equal("set server api-backend/master2 state maint", _runtimes.On("k8smaster2").Sent[^1]);
        Assert.Equal("set server api-backend/master2 state ready", _runtimes.On("k8sworker1").Sent[^1]);
        Assert.Equal((record.Id, undo.Id), (undo.UndoOf, _journal.FindFleet(record.Id)!.UndoneBy));
        Assert.Null(_fleet.Undo(record.Id, Ops, "twice"));
        Assert.Null(_fleet.Undo(undo.Id, Ops, "of the undo"));
    }

    [Fact]
    public async Task Weight_IsUndoneToEachNodesOwnWeight()
    {
        _runtimes.On("k8smaster1").Servers["master2"] = new FakeRuntime.FakeServer(Weight: 5);
        var record = await _fleet.RunAsync(
            Ops,
            "load",
            Message.Verbatim("halve"),
            (id, node) =>
                new SetServerWeight(id, node, GuardTests.Proxy, ServerName.Parse("master2"), WeightChange.Absolute(0)),
            Nodes
        );
        await _fleet.Undo(record.Id, Ops, "back")!.Completion;
        Assert.Equal(
            ["set server api-backend/master2 weight 0", "set server api-backend/master2 weight 5"],
            _runtimes.On("k8smaster1").Sent
        );
        Assert.Equal("set server api-backend/master2 weight 1", _runtimes.On("k8smaster2").Sent[^1]);
    }

    [Fact]
    public async Task OverriddenLastServer_IsUndoneWithoutAnOverride_ByAnOperator()
    {
        var runtime = _runtimes.On("k8smaster1");
        runtime.Servers["master1"] = runtime.Servers["master3"] = new FakeRuntime.FakeServer("DOWN", "L4CON");
        var admin = Ops with { Role = UserRole.Admin };
        var record = await _fleet.RunAsync(
            admin,
            "kernel",
            Message.Verbatim("drain"),
            (id, node) =>
                new SetServerState(
                    id,
                    node,
                    GuardTests.Proxy,
                    ServerName.Parse("master2"),
                    ServerTargetState.Drain,
                    OverrideLastServer: true
                ),
            [Nodes[0]]
        );
        Assert.Equal((GuardTests.Proxy, "master2"), (record.Proxy, record.Server!.Value));
        Assert.Equal(FleetPhase.Succeeded, Assert.Single(record.Nodes).Phase);

        var undo = await _fleet.Undo(record.Id, Ops, "done")!.Completion;
        Assert.Equal(FleetPhase.Succeeded, Assert.Single(undo.Nodes).Phase);
        Assert.Equal("set server api-backend/master2 state ready", runtime.Sent[^1]);
    }

    [Fact]
    public async Task RoleThatDoesNotReach_IsRefusedOnEveryNodeAndNothingSent()
    {
        var record = await _fleet.RunAsync(
            Ops with
            {
                Role = UserRole.Viewer,
            },
            "please",
            Message.Verbatim("drain"),
            Drain,
            [.. Nodes, A.Name("stranger")]
        );
        Assert.All(record.Nodes, n => Assert.Equal(FleetPhase.Refused, n.Phase));
        Assert.False(record.MayBeUndone);
        Assert.Null(_fleet.Undo(record.Id, Ops, "what"));
        Assert.Equal(0, _runtimes.Opened);
    }

    [Fact]
    public async Task LastServerOnOneNode_IsRefusedThereAlone()
    {
        _runtimes.On("k8smaster2").Servers["master1"] = _runtimes.On("k8smaster2").Servers["master3"] =
            new FakeRuntime.FakeServer("DOWN", "L4CON");
        var record = await _fleet.RunAsync(Ops, "kernel", Message.Verbatim("drain"), Drain, Nodes);
        Assert.Equal(
            [FleetPhase.Succeeded, FleetPhase.Refused, FleetPhase.Succeeded],
            record.Nodes.Select(n => n.Phase)
        );
        Assert.Contains("the last server", record.Nodes[1].Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public async Task EveryStep_IsAnObservation_AndTheSnapshotKeepsAFew()
    {
        await _fleet.RunAsync(Ops, "kernel", Message.Verbatim("drain"), Drain, Nodes);
        var snapshot = _sink.All.Aggregate(Scenario.Whole().Snapshot, SnapshotReducer.Apply);
        var fleet = Assert.Single(snapshot.Fleets);
        Assert.Equal((false, 3), (fleet.IsRunning, fleet.Nodes.Length));
        Assert.Same(snapshot, SnapshotReducer.Apply(snapshot, new FleetObserved(fleet, A.After(9))));
        for (var i = 0; i < 100; i++)
        {
            snapshot = SnapshotReducer.Apply(snapshot, new FleetObserved(fleet with { Id = $"f{i}" }, A.After(10)));
        }

        Assert.Equal((ActionRecords.MaxFleets, "f99"), (snapshot.Fleets.Length, snapshot.Fleets[0].Id));
    }

    [Fact]
    public async Task AuditThatCannotBeWritten_FailsTheNodesAndDoesNothing()
    {
        _audit.FailsOn = AuditKind.Intent;
        var record = await _fleet.RunAsync(Ops, "kernel", Message.Verbatim("drain"), Drain, Nodes);
        Assert.All(record.Nodes, n =>
            Assert.Equal((FleetPhase.Failed, "Nothing was changed: disk full"), (n.Phase, n.Explanation?.ToString()))
        );
        Assert.Equal(0, _runtimes.Opened);
    }

    private static SetServerState Drain(string id, NodeName node) =>
        new(id, node, GuardTests.Proxy, ServerName.Parse("master2"), ServerTargetState.Drain);

    private sealed class PerNode : IHaProxyRuntime
    {
        private readonly Dictionary<string, FakeRuntime> _nodes = Nodes.ToDictionary(
            n => n.Value,
            _ => new FakeRuntime(),
            StringComparer.Ordinal
        );

        internal int Opened => _nodes.Values.Sum(n => n.Opened);

        public Task<IRuntimeSession> OpenAsync(NodeName node, CancellationToken cancellationToken) =>
            On(node.Value).OpenAsync(node, cancellationToken);

        internal FakeRuntime On(string node) => _nodes[node];
    }

    private sealed class CollectingSink : IObservationSink
    {
        private readonly List<Observation> _all = [];

        internal IReadOnlyList<Observation> All => _all;

        public void Offer(Observation observation)
        {
            lock (_all)
            {
                _all.Add(observation);
            }
        }
    }
}
