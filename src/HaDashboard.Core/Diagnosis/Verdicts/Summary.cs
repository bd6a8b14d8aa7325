using System.Collections.Immutable;
using HaDashboard.Core.Diagnosis.Etcd;
using HaDashboard.Core.Diagnosis.FailureTolerance;
using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Diagnosis.Rules.Etcd;
using HaDashboard.Core.Diagnosis.Rules.Hosts;
using HaDashboard.Core.Diagnosis.Sentences;

namespace HaDashboard.Core.Diagnosis.Verdicts;

/// <summary>The one sentence: what is, and what it can still stand.</summary>
internal static class Summary
{
    internal static string Of(ClusterDiagnosis diagnosis, Level level, ImmutableArray<Finding> findings)
    {
        var tolerance = diagnosis.Tolerance;
        return level switch
        {
            _ when diagnosis.Snapshot.Nodes.IsEmpty => "No node is configured: nothing is watched.",
            _ when tolerance.Masters == 0 => "No master is configured: the control plane can't be judged.",
            Level.Unknown => Unknown(diagnosis, tolerance, findings),
            Level.Healthy => $"{Masters(tolerance)} on {Nodes(tolerance)}; {Stands(tolerance)}.",
            Level.Degraded => $"{Lead(diagnosis, findings)} {Works(diagnosis, tolerance)}; {Stands(tolerance)}.",
            Level.AtRisk => $"{Lead(diagnosis, findings)} {Works(diagnosis, tolerance)}; {Stands(tolerance)}.",
            _ => $"{Down(diagnosis, tolerance)}{Behind(diagnosis, findings)}",
        };
    }

    private static string Unknown(ClusterDiagnosis diagnosis, Tolerance tolerance, ImmutableArray<Finding> findings)
    {
        if (tolerance.SomebodyWasHeard)
        {
            return $"{Lead(diagnosis, findings)} No apiserver is proven to serve: the state of the control plane is unknown.";
        }

        var failing = diagnosis.Snapshot.Nodes.Count(node => node.HaProxy.Failure is not null);
        return failing > 0
                ? $"No HAProxy answers ({failing} of {Wording.Count(tolerance.Nodes, "node")} "
                    + $"{(failing == 1 ? "fails" : "fail")}): the state of the control plane is unknown."
            : diagnosis.Snapshot.Nodes.Any(node => node.HaProxy.ObservedAt is not null)
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

    private static string Lead(ClusterDiagnosis diagnosis, ImmutableArray<Finding> findings) =>
        findings.IsEmpty ? ""
        : findings.Count(f => IsLoss(f) && f.Rule == findings[0].Rule) > 1 ? $"{Losses(diagnosis, findings)}."
        : Dated(diagnosis, findings[0]);

    // A sentence that says since when keeps its words; the others get it behind them.
    private static string Dated(ClusterDiagnosis diagnosis, Finding finding)
    {
        var sentence = Wording.Sentence(finding.Message);
        return finding.Since is null || sentence.Contains(" UTC", StringComparison.Ordinal) || !sentence.EndsWith('.')
            ? sentence
            : $"{sentence[..^1]} ({Wording.SinceClause(diagnosis.Snapshot, finding.Since).Trim()}).";
    }

    // What ended it is one thing, what lies behind it another: the hosts and processes that are gone.
    private static string Behind(ClusterDiagnosis diagnosis, ImmutableArray<Finding> findings) =>
        findings.Where(IsLoss).ToImmutableArray() switch
        {
            [] => "",
            [var one] => $" {Dated(diagnosis, one)}",
            _ => $" {Losses(diagnosis, findings)}.",
        };

    private static bool IsLoss(Finding f) =>
        f.IsCause
        && (
            f.Rule == PartitionRule.Id
            || f.Rule == MasterUnreachableRule.Id
            || f.Rule == NodeSilentRule.Id
            || f.Rule == EtcdMemberDownRule.Id
        );

    /// <summary>Several of a kind in one breath: <c>k8smaster1, k8smaster2 are unreachable (since …)</c>.</summary>
    private static string Losses(ClusterDiagnosis diagnosis, ImmutableArray<Finding> findings) =>
        string.Join(
            ". ",
            from loss in findings.Where(IsLoss)
            group loss by loss.Rule into same
            let names = string.Join(", ", same.Select(f => f.Node?.Value))
            let since = Wording.SinceClause(diagnosis.Snapshot, same.Min(f => f.Since)).Trim()
            select same.Count() == 1
                ? Dated(diagnosis, same.First()).TrimEnd('.')
                : Several(diagnosis, names, [.. same]) + (since.Length == 0 ? "" : $" ({since})")
        );

    private static string Several(ClusterDiagnosis diagnosis, string names, ImmutableArray<Finding> same)
    {
        var rule = same[0].Rule;
        if (rule == MasterUnreachableRule.Id)
        {
            return $"{names} are unreachable";
        }

        if (rule == NodeSilentRule.Id)
        {
            return $"{names} have been silent";
        }

        return $"The etcd members on {names} are " + (same.All(f => IsGone(diagnosis, f)) ? "lost" : "not well");
    }

    private static bool IsGone(ClusterDiagnosis diagnosis, Finding f) =>
        f.Node is { } name && diagnosis.Snapshot.Node(name) is { } node && diagnosis.Etcd.LifeOf(node) is EtcdLife.Lost;

    // That HAProxy has somebody to send to proves an open port, not a control plane: only an API that answers proves that.
    private static string Works(ClusterDiagnosis diagnosis, Tolerance tolerance) =>
        diagnosis.Snapshot.Kubernetes.Api.IsFresh
            ? "The control plane works"
            : $"HAProxy has {tolerance.Serving} of "
                + $"{Wording.Count(tolerance.Serving + tolerance.NotServing + tolerance.Unproven, "apiserver")} to send to";

    private static string Down(ClusterDiagnosis diagnosis, Tolerance tolerance) =>
        tolerance switch
        {
            { OutOfReach: true, CutOff: 0 } => "The control plane is out of reach: HAProxy runs on no node.",
            // That nobody has one to send to follows from it
            { OutOfReach: true, NoApiServerWorks: true, QuorumLost: false, Masters: > 1 } => NoneServes(tolerance),
            { OutOfReach: true } =>
                $"The control plane is out of reach: no HAProxy that answers ({tolerance.Heard} of "
                    + $"{Wording.Count(tolerance.Nodes, "node")}) has a server of '{diagnosis.Snapshot.Inventory.ApiBackend}' "
                    + "to send to.",
            { QuorumLost: true, EtcdLost: var lost } when tolerance.Masters - lost < tolerance.Quorum =>
                $"The control plane is down: etcd has lost its quorum, {lost} of "
                    + $"{Wording.Count(tolerance.Masters, "member")} {(lost == 1 ? "is" : "are")} not ready.",
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
