using System.Collections.Immutable;
using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Diagnosis.Topology;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Snapshots;

namespace HaDashboard.Core.Diagnosis.Verdicts;

/// <summary>
/// Which finding explains which. A cause must be able to bring about the symptom where it stands: on that node, in that column, or for
/// everybody. What nothing explains stands for itself.
/// </summary>
internal static class Correlation
{
    /// <summary>In this order: what stands further up explains what stands below, never the other way round.</summary>
    private static readonly string[] Rank =
    [
        "cluster.partition",
        "master.unreachable",
        "node.silent",
        "haproxy.unreachable",
        "etcd.alarm",
        "etcd.member-down",
        "etcd.quorum-lost",
        "etcd.no-leader",
        "etcd.unsettled",
        "haproxy.process-down",
        "haproxy.flapping",
        "haproxy.partial-view",
        "haproxy.forgotten-maint",
        "haproxy.false-green",
        "apiserver.not-live",
        "apiserver.not-ready",
        "component.unhealthy",
        "pod.missing",
        "pod.crash-loop",
        "k8s.pressure",
        "haproxy.no-server-up",
        "k8s.api-unreachable",
        "haproxy.server-down",
        "k8s.node-not-ready",
        "etcd.slow-disk",
    ];

    /// <summary>The same findings, each with its cause.</summary>
    internal static ImmutableArray<Finding> Of(ClusterSnapshot snapshot, ImmutableArray<Finding> findings)
    {
        ImmutableArray<Finding> causes =
        [
            .. findings
                .Where(f => Rank.Contains(f.Rule, StringComparer.Ordinal))
                .OrderBy(f => Array.IndexOf(Rank, f.Rule)),
        ];
        return causes.IsEmpty ? findings : [.. findings.Select(finding => Explained(snapshot, finding, causes))];
    }

    private static Finding Explained(ClusterSnapshot snapshot, Finding finding, ImmutableArray<Finding> causes)
    {
        var own = Array.IndexOf(Rank, finding.Rule);
        foreach (var cause in causes)
        {
            if (own >= 0 && Array.IndexOf(Rank, cause.Rule) >= own)
            {
                break;
            }

            if (Explains(snapshot, cause, finding))
            {
                return finding with { CausedBy = cause.Key };
            }
        }

        return finding;
    }

    private static bool Explains(ClusterSnapshot snapshot, Finding cause, Finding symptom) =>
        cause.Rule switch
        {
            "cluster.partition" => IsOfTheNetwork(symptom)
                || symptom.Rule
                    is "etcd.quorum-lost"
                        or "etcd.no-leader"
                        or "etcd.unsettled"
                        or "etcd.at-quorum"
                        or "etcd.member-down"
                        or "k8s.node-not-ready",
            "master.unreachable" => (IsOn(cause, symptom) && !IsOfItsOwn(symptom))
                || IsColumn(snapshot, cause, symptom)
                || symptom.Rule is "etcd.at-quorum" or "endpoint.failing" or "etcd.leader-changes"
                || IsAftermath(snapshot, cause, symptom),
            "node.silent" => (IsOn(cause, symptom) && !IsOfItsOwn(symptom))
                || (
                    IsMaster(snapshot, cause)
                    && (
                        IsColumn(snapshot, cause, symptom)
                        || symptom.Rule is "etcd.at-quorum" or "endpoint.failing" or "etcd.leader-changes"
                        || IsAftermath(snapshot, cause, symptom)
                    )
                ),
            "haproxy.unreachable" => (IsOn(cause, symptom) && symptom.Rule is "k8s.node-not-ready" or "source.stale")
                || (IsBeyondReach(snapshot, cause) && IsAftermath(snapshot, cause, symptom)),
            "etcd.alarm" => IsOn(cause, symptom) && symptom.Rule is "etcd.member-down" or "etcd.db-quota",
            "etcd.member-down" => (IsOn(cause, symptom) && IsOfTheMaster(symptom))
                || IsColumn(snapshot, cause, symptom)
                || symptom.Rule is "etcd.at-quorum" or "etcd.leader-changes" or "etcd.unsettled"
                || IsPartOfTheEndpoint(symptom),
            "etcd.quorum-lost" or "etcd.no-leader" => IsOfTheMaster(symptom)
                || symptom.Rule
                    is "etcd.no-leader"
                        or "etcd.unsettled"
                        or "endpoint.failing"
                        or "k8s.api-unreachable"
                        or "k8s.node-not-ready"
                        or "etcd.leader-changes"
                        or "haproxy.server-down"
                || (symptom is { Rule: "source.stale", Node: null })
                || symptom.Rule.EndsWith(".no-leader", StringComparison.Ordinal),
            "etcd.unsettled" => symptom.Rule is "endpoint.failing" || IsPodOf(ControlPlaneComponent.Etcd.Id(), symptom),
            "haproxy.process-down" => IsOn(cause, symptom)
                && symptom.Rule
                    is "endpoint.failing"
                        or "k8s.node-not-ready"
                        or "source.stale"
                        or "pod.not-ready"
                        or "pod.crash-loop",
            "haproxy.flapping" or "haproxy.forgotten-maint" => symptom.Rule
                is "haproxy.server-down"
                    or "haproxy.partial-view"
                && IsSameSubject(cause, symptom),
            "haproxy.partial-view" => symptom.Rule is "haproxy.server-down" && IsAmong(cause, symptom)
                || symptom.Rule is "endpoint.failing" && IsOn(cause, symptom),
            "haproxy.false-green" or "apiserver.not-live" or "apiserver.not-ready" => (
                IsOn(cause, symptom) && IsOfTheMaster(symptom) && !IsEtcd(symptom)
            )
                || IsColumn(snapshot, cause, symptom)
                || IsPartOfTheEndpoint(symptom),
            "component.unhealthy" => IsOn(cause, symptom)
                && cause.Subject is { } component
                && IsPodOf(component, symptom),
            "pod.missing" or "pod.crash-loop" => IsApiServer(cause) && IsColumn(snapshot, cause, symptom),
            "k8s.pressure" => IsOn(cause, symptom) && symptom.Rule is "k8s.node-not-ready" or "pod.not-ready",
            "haproxy.no-server-up" => cause.Node is null
                ? symptom.Rule
                    is "haproxy.server-down"
                        or "endpoint.failing"
                        or "k8s.api-unreachable"
                        or "k8s.node-not-ready"
                : IsOn(cause, symptom)
                    && symptom.Rule is "haproxy.server-down" or "endpoint.failing" or "k8s.node-not-ready",
            "k8s.api-unreachable" => symptom is { Rule: "source.stale", Node: null },
            "haproxy.server-down" => IsPartOfTheEndpoint(symptom) && cause.Severity is Severity.Critical,
            "k8s.node-not-ready" => IsOn(cause, symptom) && symptom.Rule.StartsWith("pod.", StringComparison.Ordinal),
            "etcd.slow-disk" => symptom.Rule is "etcd.leader-changes",
            _ => false,
        };

    private static bool IsOn(Finding cause, Finding symptom) => cause.Node is not null && cause.Node == symptom.Node;

    private static bool IsMaster(ClusterSnapshot snapshot, Finding cause) =>
        cause.Node is { } name && snapshot.Node(name) is { IsMaster: true };

    private static bool IsBeyondReach(ClusterSnapshot snapshot, Finding cause) =>
        cause.Node is { } name && snapshot.Node(name) is { IsMaster: true } node && MasterReach.IsBeyondReach(node);

    // What another node's probes met on their way to the lost one, or while etcd did without it: it began when that was heard the last time,
    // a slow answer earlier. A member that does not even answer has a reason of its own.
    private static bool IsAftermath(ClusterSnapshot snapshot, Finding cause, Finding symptom) =>
        symptom
            is { Rule: "source.stale", Subject: "local endpoint" or "etcd" or "apiserver" }
                or { Rule: "source.stale", Node: null }
                or { Rule: "etcd.unsettled" }
        || (
            symptom.Rule is "etcd.member-down" or "k8s.api-unreachable"
            && symptom.Node != cause.Node
            && symptom.Since >= (snapshot.Node(cause.Node!)!.HaProxy.ObservedAt ?? cause.Since) - SlowAnswer
            && (symptom.Node is not { } name || snapshot.Node(name)?.Etcd.FreshValue is not null)
        );

    private static readonly TimeSpan SlowAnswer = TimeSpan.FromSeconds(8);

    private static bool IsPodOf(string component, Finding symptom) =>
        symptom.Rule.StartsWith("pod.", StringComparison.Ordinal)
        && symptom.Subject?.Split('/')[^1].StartsWith(component, StringComparison.Ordinal) == true;

    private static bool IsSameSubject(Finding cause, Finding symptom) =>
        string.Equals(cause.Subject, symptom.Subject, StringComparison.Ordinal);

    // The path's subject names every server it is about: api-backend/master1, master2.
    private static bool IsAmong(Finding cause, Finding symptom) =>
        symptom.Subject?.Split('/') is [var proxy, var server]
        && cause.Subject is { } subject
        && subject.StartsWith(proxy + "/", StringComparison.Ordinal)
        && subject[(proxy.Length + 1)..].Split(", ").Contains(server, StringComparer.Ordinal)
        && (cause.Node is null || symptom.Node is null || cause.Node == symptom.Node);

    /// <summary>The symptom is what HAProxys say of the master that the cause is about.</summary>
    private static bool IsColumn(ClusterSnapshot snapshot, Finding cause, Finding symptom) =>
        symptom.Rule is "haproxy.server-down" or "haproxy.flapping" or "haproxy.partial-view"
        && cause.Node is { } master
        && MasterMatrix
            .Of(snapshot)
            .Any(column =>
                column.Master == master
                && $"{snapshot.Inventory.ApiBackend}/{column.ServerName}".Equals(
                    symptom.Subject,
                    StringComparison.Ordinal
                )
            );

    private static bool IsOfTheNetwork(Finding symptom) =>
        symptom.Rule is "haproxy.server-down" or "haproxy.partial-view" or "haproxy.no-server-up" or "endpoint.failing";

    private static bool IsOfTheMaster(Finding symptom) =>
        symptom.Rule is "haproxy.false-green" or "apiserver.not-live" or "apiserver.not-ready" or "component.unhealthy"
        || (symptom.Rule.StartsWith("pod.", StringComparison.Ordinal) && IsComponent(symptom));

    private static bool IsComponent(Finding symptom) =>
        ControlPlaneComponents.All.Any(component =>
            symptom.Subject?.Split('/')[^1].StartsWith(component.Id(), StringComparison.Ordinal) == true
        );

    private static bool IsEtcd(Finding symptom) =>
        symptom.Subject?.Split('/')[^1].StartsWith("etcd", StringComparison.Ordinal) == true;

    private static bool IsApiServer(Finding cause) =>
        cause.Subject?.Split('/')[^1].StartsWith("kube-apiserver", StringComparison.Ordinal) == true;

    private static bool IsPartOfTheEndpoint(Finding symptom) =>
        symptom is { Rule: "endpoint.failing", Severity: not Severity.Critical };

    /// <summary>It does not come from where the node is.</summary>
    private static bool IsOfItsOwn(Finding symptom) =>
        symptom.Rule
            is "certificate.expiring"
                or "kubeadm.san-missing"
                or "k8s.version-skew"
                or "haproxy.config-drift"
                or "haproxy.old-workers";
}
