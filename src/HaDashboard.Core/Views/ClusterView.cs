using System.Collections.Immutable;
using HaDashboard.Core.Diagnosis.Topology;
using HaDashboard.Core.Diagnosis.Verdicts;
using HaDashboard.Core.Facts.Inventory;
using HaDashboard.Core.Facts.Snapshots;

namespace HaDashboard.Core.Views;

/// <summary>What everybody sees: the facts, the judgement over them, and a number that grows. Computed once per change, not once per browser.</summary>
public sealed record ClusterView(ClusterSnapshot Snapshot, Verdict Verdict, long Revision)
{
    /// <summary>The node × master matrix of the snapshot.</summary>
    public ImmutableArray<MasterView> Matrix { get; } = MasterMatrix.Of(Snapshot);

    public static ClusterView Initial(ClusterInventory inventory, DateTimeOffset now)
    {
        var snapshot = ClusterSnapshot.For(inventory);
        return new ClusterView(snapshot, Judge.Assess(snapshot, now), 0);
    }
}
