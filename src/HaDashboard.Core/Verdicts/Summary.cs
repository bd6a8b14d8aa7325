using System.Collections.Immutable;
using HaDashboard.Core.Snapshots;

namespace HaDashboard.Core.Verdicts;

/// <summary>The one sentence: what is, and what it can still stand.</summary>
internal static class Summary
{
    internal static string Of(ClusterSnapshot snapshot, Tolerance tolerance, Level level, ImmutableArray<Finding> findings) => level switch
    {
        _ when snapshot.Nodes.IsEmpty => "No node is configured: nothing is watched.",
        Level.Unknown => Unknown(snapshot, tolerance),
        Level.Healthy => $"All {tolerance.Masters} masters serve on all {snapshot.Nodes.Length} nodes; {Stands(tolerance)}.",
        Level.Degraded => $"{Lead(findings)} The control plane works; {Stands(tolerance)}.",
        Level.AtRisk => $"{Lead(findings)} The cluster works, and tolerates no further failure.",
        _ => $"{Lead(findings)} {DownBecause(tolerance)}",
    };

    private static string Unknown(ClusterSnapshot snapshot, Tolerance tolerance)
    {
        if (tolerance.Masters == 0)
        {
            return "No master is configured: the control plane can't be judged.";
        }

        var failing = snapshot.Nodes.Count(node => node.HaProxy.Failure is not null);
        return failing == 0
            ? "Waiting for the first answers; nothing is known yet."
            : $"No HAProxy answers ({failing} of {snapshot.Nodes.Length} nodes fail): the state of the control plane is unknown.";
    }

    private static string Lead(ImmutableArray<Finding> findings) => findings.IsEmpty ? "" : findings[0].Message;

    private static string DownBecause(Tolerance tolerance) => tolerance.NobodyServes
        ? "The control plane is down: no node's HAProxy has an apiserver to send to."
        : "The control plane is down: etcd has lost its quorum.";

    private static string Stands(Tolerance tolerance) => tolerance switch
    {
        { EtcdUnknown: > 0 } => "what etcd can still lose is unknown",
        { Remaining: 0 } => "it tolerates no failure",
        { Remaining: 1 } => "the cluster tolerates one failure",
        _ => $"the cluster tolerates {tolerance.Remaining} failures",
    };
}
