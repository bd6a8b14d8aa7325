using System.Collections.Immutable;
using HaDashboard.Core.Diagnosis.Etcd;
using HaDashboard.Core.Diagnosis.FailureTolerance;
using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Diagnosis.Rules.Etcd;
using HaDashboard.Core.Diagnosis.Rules.Hosts;
using HaDashboard.Core.Diagnosis.Sentences;

namespace HaDashboard.Core.Diagnosis.Verdicts;

/// <summary>The summary sentence: the current state, and the failure tolerance.</summary>
internal static class Summary
{
    internal static string Of(ClusterDiagnosis diagnosis, Level level, ImmutableArray<Finding> findings)
    {
        var tolerance = diagnosis.Tolerance;
        return level switch
        {
            _ when diagnosis.Snapshot.Nodes.IsEmpty => "No node is configured.",
            _ when tolerance.Masters == 0 => "No master is configured: the state of the control plane is unknown.",
            Level.Unknown => Unknown(diagnosis, tolerance, findings),
            Level.Healthy => $"{Masters(tolerance)} on {Nodes(tolerance)}; {Margin(tolerance)}.",
            Level.Degraded => $"{Lead(diagnosis, findings)} {Works(diagnosis, tolerance)}; {Margin(tolerance)}.",
            Level.AtRisk => $"{Lead(diagnosis, findings)} {Works(diagnosis, tolerance)}; {Margin(tolerance)}.",
            _ => $"{Down(diagnosis, tolerance)}{Behind(diagnosis, findings)}",
        };
    }

    private static string Unknown(ClusterDiagnosis diagnosis, Tolerance tolerance, ImmutableArray<Finding> findings)
    {
        if (tolerance.HasRespondingNode)
        {
            return $"{Lead(diagnosis, findings)} No apiserver is verified to serve: the state of the control plane is unknown.";
        }

        var failing = diagnosis.Snapshot.Nodes.Count(node => node.HaProxy.Failure is not null);
        return failing > 0
                ? $"No HAProxy responds ({failing} of {Wording.Count(tolerance.Nodes, "node")} failing): "
                    + "the state of the control plane is unknown."
            : diagnosis.Snapshot.Nodes.Any(node => node.HaProxy.ObservedAt is not null)
                ? "All HAProxy data is stale: the state of the control plane is unknown."
            : "Waiting for the first data.";
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

    // Appends the start time, unless the sentence contains it already.
    private static string Dated(ClusterDiagnosis diagnosis, Finding finding)
    {
        var sentence = finding.Message.AsSentence().ToString();
        return finding.Since is null || sentence.Contains(" UTC", StringComparison.Ordinal) || !sentence.EndsWith('.')
            ? sentence
            : $"{sentence[..^1]} ({Wording.Since(diagnosis.Snapshot, finding.Since)}).";
    }

    // The sentence names what failed; this adds the cause: hosts and processes that are down.
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

    /// <summary>Several findings of one rule in one sentence: <c>k8smaster1, k8smaster2 are unreachable (since …)</c>.</summary>
    private static string Losses(ClusterDiagnosis diagnosis, ImmutableArray<Finding> findings) =>
        string.Join(
            ". ",
            from loss in findings.Where(IsLoss)
            group loss by loss.Rule into same
            let names = string.Join(", ", same.Select(f => f.Node?.Value))
            let since = Wording.Since(diagnosis.Snapshot, same.Min(f => f.Since))
            select same.Count() == 1
                ? Dated(diagnosis, same.First()).TrimEnd('.')
                : Several(diagnosis, names, [.. same]) + (since is null ? "" : $" ({since})")
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
            return $"{names} have not responded";
        }

        return $"The etcd members on {names} are " + (same.All(f => IsGone(diagnosis, f)) ? "down" : "unhealthy");
    }

    private static bool IsGone(ClusterDiagnosis diagnosis, Finding f) =>
        f.Node is { } name
        && diagnosis.Snapshot.Node(name) is { } node
        && diagnosis.Etcd.HealthOf(node) is EtcdMemberHealth.Lost;

    // A server that HAProxy can send to shows an open port. Only a response of the API shows that the control plane is serving.
    private static string Works(ClusterDiagnosis diagnosis, Tolerance tolerance) =>
        diagnosis.Snapshot.Kubernetes.Api.IsFresh
            ? "The control plane is serving"
            : $"HAProxy can send requests to {tolerance.Serving} of "
                + Wording.Count(tolerance.Serving + tolerance.NotServing + tolerance.Unproven, "apiserver");

    private static string Down(ClusterDiagnosis diagnosis, Tolerance tolerance) =>
        tolerance switch
        {
            { OutOfReach: true, CutOff: 0 } => "The API is unreachable: HAProxy is not running on any node.",
            // That no HAProxy has an available server follows from it
            { OutOfReach: true, NoApiServerWorks: true, QuorumLost: false, Masters: > 1 } => NoApiServerServes(
                tolerance
            ),
            { OutOfReach: true } =>
                $"The API is unreachable: no server of '{diagnosis.Snapshot.Inventory.ApiBackend}' is available "
                    + $"({tolerance.Responding} of {Wording.Count(tolerance.Nodes, "HAProxy")} responding).",
            { QuorumLost: true, EtcdLost: var lost } when tolerance.Masters - lost < tolerance.Quorum =>
                $"The control plane is down: etcd has lost quorum ({lost} of {Wording.Count(tolerance.Masters, "member")} down).",
            { QuorumLost: true } => "The control plane is down: etcd has no leader, and API writes fail.",
            { NoApiServerWorks: false } => "The API is unreachable: connections through every local HAProxy fail.",
            { Masters: 1 } => "The control plane is down: the apiserver fails its health probe.",
            _ => NoApiServerServes(tolerance),
        };

    private static string NoApiServerServes(Tolerance tolerance) =>
        $"The control plane is down: {Wording.All(tolerance.Masters)} apiservers fail their health probes.";

    private static string Margin(Tolerance tolerance) =>
        tolerance switch
        {
            { EtcdUnknown: > 0 } => "the failure tolerance of etcd is unknown",
            { Remaining: 0, ToleratedWhenComplete: > 0 } when tolerance.EtcdDoubtful > 0 || tolerance.Unproven > 0 =>
                "the cluster may tolerate no further failure",
            { Remaining: 0, ToleratedWhenComplete: > 0 } => "the cluster tolerates no further failure",
            { Remaining: 0 } => "it tolerates no failure",
            { Remaining: 1 } => "the cluster tolerates one failure",
            _ => $"the cluster tolerates {tolerance.Remaining} failures",
        };
}
