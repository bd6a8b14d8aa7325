using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Serialization;
using HaDashboard.Core.Facts.ControlPlane;
using HaDashboard.Core.Facts.Etcd;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Views;

namespace HaDashboard.Api.Documents;

/// <summary>All data of one master. A value that was not observed is null. Stale values have their time.</summary>
/// <param name="Node">The node, as in the document of the cluster.</param>
public sealed record MasterDocument(
    NodeDocument Node,
    EtcdMemberDocument? Etcd,
    ApiServerDocument? ApiServer,
    ProbeDocument? ControllerManager,
    ProbeDocument? Scheduler,
    ImmutableArray<AttemptDocument>? LocalEndpoint,
    ImmutableArray<CertificateDocument>? Certificates,
    ImmutableSortedDictionary<string, string>? UnreadCertificates,
    ImmutableArray<LeaseDocument>? Leases,
    ImmutableArray<FindingDocument> Findings
)
{
    internal static MasterDocument Of(ClusterView view, NodeState node)
    {
        var kubernetes = view.Snapshot.Kubernetes;
        return new MasterDocument(
            ClusterDocuments.NodeOf(node, kubernetes),
            node.Etcd.Value is { } member ? EtcdMemberDocument.Of(member, node.Etcd) : null,
            node.ApiServer.Value is { } api ? ApiServerDocument.Of(api, node.ApiServer) : null,
            node.ControllerManager.Value is { } manager ? ProbeDocument.Of(manager, node.ControllerManager) : null,
            node.Scheduler.Value is { } scheduler ? ProbeDocument.Of(scheduler, node.Scheduler) : null,
            node.LocalEndpoint.Value?.Attempts.Select(AttemptDocument.Of).ToImmutableArray(),
            node.Certificates.Value?.All.Select(CertificateDocument.Of).ToImmutableArray(),
            node.Certificates.Value?.Unread.ToImmutableSortedDictionary(
                unread => unread.Key,
                unread => unread.Value.In(CultureInfo.InvariantCulture),
                StringComparer.Ordinal
            ),
            kubernetes
                .Leases.Value?.Values.Select(lease => LeaseDocument.Of(lease, kubernetes.Leases))
                .ToImmutableArray(),
            [
                .. view
                    .Verdict.Findings.Where(finding => finding.Node == node.Name)
                    .Select(finding => ClusterDocuments.FindingOf(view.Snapshot, finding)),
            ]
        );
    }
}

/// <param name="Source">Metrics, or ApiServer where the apiserver on the same node is the only source.</param>
public sealed record EtcdMemberDocument(
    [property: JsonPropertyName("witness")] string Source,
    bool Healthy,
    string? Reason,
    string? Id,
    string? Version,
    bool? HasLeader,
    bool? IsLeader,
    bool? IsLearner,
    long? LeaderChanges,
    int? LeaderChangesLastHour,
    long? CommittedIndex,
    long? AppliedIndex,
    long? DbSizeBytes,
    long? DbInUseBytes,
    long? QuotaBytes,
    double? WalFsyncP99Ms,
    double? BackendCommitP99Ms,
    double? PeerRoundTripP99Ms,
    long? ProposalsFailed,
    long? ProposalsPending,
    ImmutableArray<string> Alarms,
    DateTimeOffset? ObservedAt,
    bool? Stale
)
{
    internal static EtcdMemberDocument Of(EtcdMember m, Slice<EtcdMember> slice) =>
        new(
            m.Source.ToString(),
            m.Healthy,
            m.Reason,
            m.Id,
            m.Version,
            m.HasLeader,
            m.IsLeader,
            m.IsLearner,
            m.LeaderChanges,
            m.LeaderChangesLastHour,
            m.CommittedIndex,
            m.AppliedIndex,
            m.DbSizeBytes,
            m.DbInUseBytes,
            m.QuotaBytes,
            m.WalFsyncP99?.TotalMilliseconds,
            m.BackendCommitP99?.TotalMilliseconds,
            m.PeerRoundTripP99?.TotalMilliseconds,
            m.ProposalsFailed,
            m.ProposalsPending,
            m.Alarms,
            slice.ObservedAt,
            ClusterDocuments.StaleOf(slice)
        );
}

/// <param name="Ok">null where the account has no permission.</param>
public sealed record HealthAnswerDocument(bool? Ok, int? Status, ImmutableArray<string> FailedChecks, string? Problem)
{
    internal static HealthAnswerDocument Of(HealthAnswer health) =>
        new(health.Ok, health.Status, health.FailedChecks, health.Problem);
}

/// <param name="Identity">Plain, Verified, or Inspected: the certificate was read but not verified.</param>
public sealed record ApiServerDocument(
    HealthAnswerDocument Live,
    HealthAnswerDocument Ready,
    double? RoundTripMs,
    string? Version,
    string Identity,
    DateTimeOffset? ObservedAt,
    bool? Stale
)
{
    internal static ApiServerDocument Of(ApiServerProbe p, Slice<ApiServerProbe> slice) =>
        new(
            HealthAnswerDocument.Of(p.Live),
            HealthAnswerDocument.Of(p.Ready),
            p.RoundTrip?.TotalMilliseconds,
            p.Version,
            p.Identity.ToString(),
            slice.ObservedAt,
            ClusterDocuments.StaleOf(slice)
        );
}

public sealed record ProbeDocument(
    HealthAnswerDocument Health,
    double? RoundTripMs,
    string Endpoint,
    string Identity,
    DateTimeOffset? ObservedAt,
    bool? Stale
)
{
    internal static ProbeDocument Of(ComponentProbe p, Slice<ComponentProbe> slice) =>
        new(
            HealthAnswerDocument.Of(p.Health),
            p.RoundTrip?.TotalMilliseconds,
            p.Endpoint,
            p.Identity.ToString(),
            slice.ObservedAt,
            ClusterDocuments.StaleOf(slice)
        );
}

public sealed record AttemptDocument(bool Ok, int? Status, double LatencyMs, string? Error, string? AnsweredBy)
{
    internal static AttemptDocument Of(EndpointAttempt a) =>
        new(a.Ok, a.Status, a.Latency.TotalMilliseconds, a.Error, a.AnsweredBy?.Value);
}

/// <param name="Missing">The names under which it is used but which it does not contain.</param>
public sealed record CertificateDocument(
    string Owner,
    string Subject,
    string Issuer,
    ImmutableArray<string> Names,
    DateTimeOffset NotBefore,
    DateTimeOffset NotAfter,
    string Identity,
    ImmutableArray<string> Missing
)
{
    internal static CertificateDocument Of(ServingCertificate c) =>
        new(c.Owner, c.Subject, c.Issuer, c.Names, c.NotBefore, c.NotAfter, c.Identity.ToString(), c.Missing);
}

public sealed record LeaseDocument(
    string Name,
    string? Holder,
    DateTimeOffset? RenewedAt,
    int? Transitions,
    string Lock,
    DateTimeOffset? ObservedAt,
    bool? Stale
)
{
    internal static LeaseDocument Of(Lease lease, Slice<ImmutableSortedDictionary<string, Lease>> slice) =>
        new(
            lease.Name,
            lease.Holder,
            lease.RenewedAt,
            lease.Transitions,
            lease.Lock,
            slice.ObservedAt,
            ClusterDocuments.StaleOf(slice)
        );
}
