using System.Collections.Immutable;
using HaDashboard.Core.Diagnosis;
using HaDashboard.Core.Diagnosis.Topology;
using HaDashboard.Core.Diagnosis.Verdicts;
using HaDashboard.Core.Facts.Inventory;
using HaDashboard.Core.Facts.Snapshots;

namespace HaDashboard.Core.Views;

/// <summary>
/// What everybody sees: the facts, what follows from them, the judgement, and a number that grows. Computed once per change, not once per
/// browser.
/// </summary>
public sealed record ClusterView(ClusterSnapshot Snapshot, ClusterDiagnosis Diagnosis, Verdict Verdict, long Revision)
{
    /// <summary>The node × master matrix of the snapshot.</summary>
    public ImmutableArray<MatrixColumn> Matrix => Diagnosis.Matrix;

    /// <summary>The view of these facts.</summary>
    public static ClusterView Of(ClusterSnapshot snapshot, long revision)
    {
        var diagnosis = ClusterDiagnosis.Of(snapshot);
        return new ClusterView(snapshot, diagnosis, Judge.Assess(diagnosis), revision);
    }

    /// <summary>Before the first observation.</summary>
    public static ClusterView Initial(ClusterInventory inventory) => Of(ClusterSnapshot.For(inventory), 0);
}
