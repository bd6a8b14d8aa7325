using System.Collections.Immutable;
using HaDashboard.Core.Facts.Actions;
using HaDashboard.Core.Facts.Reduction;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Text;
using HaDashboard.Core.Operations.Commands;
using HaDashboard.Core.Operations.Journal;
using HaDashboard.Core.Operations.Reloads;
using Xunit;

namespace HaDashboard.Core.Tests.Commands.Journal;

public sealed class ActionJournalTests
{
    private static readonly Caller Ops = new("ops", UserRole.Operator, "192.0.2.7");

    private readonly FakeSink _sink = new();
    private readonly SteppedTime _time = new();
    private readonly ActionJournal _journal;

    public ActionJournalTests() => _journal = new ActionJournal(_sink, _time);

    [Fact]
    public void SnapshotAndJournal_KeepTheSameRecords_HoweverManyThereAre()
    {
        for (var i = 0; i < ActionRecords.MaxReloads + 20; i++)
        {
            _journal.Write(A.Reload($"r{i}", outcome: ReloadOutcome.Succeeded));
        }

        for (var i = 0; i < ActionRecords.MaxFleets + 20; i++)
        {
            _journal.Write(Fleet($"f{i}", isRunning: false));
        }

        var snapshot = Published();
        Assert.Equal(ActionRecords.MaxReloads, _journal.Reloads.Length);
        Assert.Equal(ActionRecords.MaxFleets, _journal.Fleets.Length);
        Assert.Equal(_journal.Reloads, snapshot.Reloads.AsEnumerable());
        Assert.Equal(_journal.Fleets, snapshot.Fleets.AsEnumerable());
    }

    [Fact]
    public void RecordThatRuns_IsNeverDropped()
    {
        _journal.Write(Fleet("long", isRunning: true));
        _journal.Write(A.Reload("rolling") with { State = ReloadState.Running });
        for (var i = 0; i < ActionRecords.MaxReloads; i++)
        {
            _journal.Write(A.Reload($"r{i}", outcome: ReloadOutcome.Succeeded));
            _journal.Write(Fleet($"f{i}", isRunning: false));
        }

        Assert.NotNull(_journal.FindFleet("long"));
        Assert.NotNull(_journal.FindReload("rolling"));
        Assert.Null(_journal.FindFleet("f0"));
        Assert.Null(_journal.FindReload("r0"));
        Assert.Contains(Published().Fleets, fleet => fleet.Id == "long");
    }

    [Fact]
    public void RunningCommand_IsListedWithItsCallerUntilItEnds()
    {
        var command = new ReloadHaProxy("c1", A.Name("k8smaster1"));
        using (_journal.Begin(command, Ops))
        {
            Assert.Equal(new RunningCommand(command, "ops", _time.GetUtcNow()), Assert.Single(_journal.Running));
        }

        Assert.Empty(_journal.Running);
    }

    private ClusterSnapshot Published() => _sink.All.Aggregate(Scenario.Whole().Snapshot, SnapshotReducer.Apply);

    private static FleetRecord Fleet(string id, bool isRunning) =>
        new(
            id,
            Message.Verbatim("drain"),
            "ops",
            "why",
            A.Noon,
            isRunning ? null : A.After(1),
            ImmutableArray<FleetNode>.Empty
        );
}
