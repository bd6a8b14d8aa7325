using System.Collections.Immutable;
using HaDashboard.Core.Diagnosis.Etcd;
using HaDashboard.Core.Diagnosis.FailureTolerance;
using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Diagnosis.Sentences;
using HaDashboard.Core.Facts.Snapshots;

namespace HaDashboard.Core.Diagnosis.Verdicts;

/// <summary>The one sentence: what is, and what it can still stand.</summary>
internal static class Summary
{
    internal static string Of(
        ClusterSnapshot snapshot,
        Tolerance tolerance,
        Level level,
        ImmutableArray<Finding> findings
    ) =>
        level switch
        {
            _ when snapshot.Nodes.IsEmpty => "No node is configured: nothing is watched.",
            _ when tolerance.Masters == 0 => "No master is configured: the control plane can't be judged.",
            Level.Unknown => Unknown(snapshot, tolerance, findings),
            Level.Healthy => $"{Masters(tolerance)} on {Nodes(tolerance)}; {Stands(tolerance)}.",
            Level.Degraded => $"{Lead(snapshot, findings)} {Works(snapshot, tolerance)}; {Stands(tolerance)}.",
            Level.AtRisk => $"{Lead(snapshot, findings)} {Works(snapshot, tolerance)}; {Stands(tolerance)}.",
            _ => $"{Down(snapshot, tolerance)}{Behind(snapshot, findings)}",
        };

    private static string Unknown(ClusterSnapshot snapshot, Tolerance tolerance, ImmutableArray<Finding> findings)
    {
        if (tolerance.SomebodyWasHeard)
        {
            return $"{Lead(snapshot, findings)} No apiserver is proven to serve: the state of the control plane is unknown.";
        }

        var failing = snapshot.Nodes.Count(node => node.HaProxy.Failure is not null);
        return failing > 0
                ? $"No HAProxy answers ({failing} of {Wording.Count(tolerance.Nodes, "node")} {(failing == 1 ? "fails" : "fail")}): the state of the control plane is unknown."
            : snapshot.Nodes.Any(node => node.HaProxy.ObservedAt is not null)
                ? "No HAProxy is heard any more: the state of the control plane is unknown."
            : "Waiting for the first answers; nothing is known yet.";
    }

    private static string Masters(Tolerance tolerance) =>
        tolerance.Masters switch
        {
            1 => "The one master serves",
            2 => "Both masters serve",
            var masters => $"All {masters} masters serve",
        };

    private static string Nodes(Tolerance tolerance) =>
        tolerance.Nodes == 1 ? "the one node" : $"{Wording.All(tolerance.Nodes)} nodes";

    private static string Lead(ClusterSnapshot snapshot, ImmutableArray<Finding> findings) =>
        findings.IsEmpty ? ""
        : findings.Count(f => IsLoss(f) && f.Rule == findings[0].Rule) > 1 ? $"{Losses(snapshot, findings)}."
        : Dated(snapshot, findings[0]);

    // A sentence that says since when keeps its words; the others get it behind them.
    private static string Dated(ClusterSnapshot snapshot, Finding finding)
    {
        var sentence = Wording.Sentence(finding.Message);
        return finding.Since is null || sentence.Contains(" UTC", StringComparison.Ordinal) || !sentence.EndsWith('.')
            ? sentence
            : $"{sentence[..^1]} ({Wording.SinceClause(snapshot, finding.Since).Trim()}).";
    }

    // What ended it is one thing, what lies behind it another: the hosts and processes that are gone.
    private static string Behind(ClusterSnapshot snapshot, ImmutableArray<Finding> findings) =>
        findings.Where(IsLoss).ToImmutableArray() switch
        {
            [] => "",
            [var one] => $" {Dated(snapshot, one)}",
            _ => $" {Losses(snapshot, findings)}.",
        };

    private static bool IsLoss(Finding f) =>
        f
            is {
                IsCause: true,
                Rule: "cluster.partition" or "master.unreachable" or "node.silent" or "etcd.member-down"
            };

    /// <summary>Several of a kind in one breath: <c>k8smaster1, k8smaster2 are unreachable (since …)</c>.</summary>
    private static string Losses(ClusterSnapshot snapshot, ImmutableArray<Finding> findings) =>
        string.Join(
            ". ",
            from loss in findings.Where(IsLoss)
            group loss by loss.Rule into same
            let names = string.Join(", ", same.Select(f => f.Node?.Value))
            let since = Wording.SinceClause(snapshot, same.Min(f => f.Since)).Trim()
            select same.Count() == 1
                ? Dated(snapshot, same.First()).TrimEnd('.')
                : $"{(same.Key is "master.unreachable" ? $"{names} are unreachable" : same.Key is "node.silent" ? $"{names} have been silent" : $"The etcd members on {names} are {(same.All(f => IsGone(snapshot, f)) ? "lost" : "not well")}")}{(since.Length == 0 ? "" : $" ({since})")}"
        );

    private static bool IsGone(ClusterSnapshot snapshot, Finding f) =>
        f.Node is { } name && snapshot.Node(name) is { } node && EtcdView.LifeOf(snapshot, node) is EtcdLife.Lost;

    // That HAProxy has somebody to send to proves an open port, not a control plane: only an API that answers proves that.
    private static string Works(ClusterSnapshot snapshot, Tolerance tolerance) =>
        snapshot.Kubernetes.Api.IsFresh
            ? "The control plane works"
            : $"HAProxy has {tolerance.Serving} of {Wording.Count(tolerance.Serving + tolerance.NotServing + tolerance.Unproven, "apiserver")} to send to";

    private static string Down(ClusterSnapshot snapshot, Tolerance tolerance) =>
        tolerance switch
        {
            { OutOfReach: true, CutOff: 0 } => "The control plane is out of reach: HAProxy runs on no node.",
            { OutOfReach: true, NoApiServerWorks: true, QuorumLost: false, Masters: > 1 } => NoneServes(tolerance), // that nobody has one to send to follows from it
            { OutOfReach: true } =>
                $"The control plane is out of reach: no HAProxy that answers ({tolerance.Heard} of {Wording.Count(tolerance.Nodes, "node")}) has a server of '{snapshot.Inventory.ApiBackend}' to send to.",
            { QuorumLost: true, EtcdLost: var lost } when tolerance.Masters - lost < tolerance.Quorum =>
                $"The control plane is down: etcd has lost its quorum, {lost} of {Wording.Count(tolerance.Masters, "member")} {(lost == 1 ? "is" : "are")} not ready.",
            { QuorumLost: true } => "The control plane is down: etcd has no leader, so nothing can be written.",
            { NoApiServerWorks: false } =>
                "The control plane is out of reach: no connection through any node's own HAProxy gets an answer.",
            { Masters: 1 } => "The control plane is down: the apiserver, asked on its own master, does not serve.",
            _ => NoneServes(tolerance),
        };

    private static string NoneServes(Tolerance tolerance) =>
        $"The control plane is down: none of the {tolerance.Masters} apiservers, asked on their own masters, serves.";

    private static string Stands(Tolerance tolerance) =>
        tolerance switch
        {
            { EtcdUnknown: > 0 } => "what etcd can still lose is unknown",
            { Remaining: 0, Promised: > 0 } when tolerance.EtcdDoubtful > 0 || tolerance.Unproven > 0 =>
                "the cluster may tolerate no further failure",
            { Remaining: 0, Promised: > 0 } => "the cluster tolerates no further failure",
            { Remaining: 0 } => "it tolerates no failure",
            { Remaining: 1 } => "the cluster tolerates one failure",
            _ => $"the cluster tolerates {tolerance.Remaining} failures",
        };
}
