using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace HaDashboard.Api;

/// <summary>The snapshot as programs see it. Names and spellings are a contract: add freely, change nothing. What nobody observed is null.</summary>
public sealed record ClusterDocument(
    string Cluster,
    long Version,
    DateTimeOffset? At,
    VerdictDocument Verdict,
    ImmutableArray<NodeDocument> Nodes,
    EtcdClusterDocument? Etcd,
    KubernetesDocument Kubernetes
);

/// <param name="Level">Healthy, Degraded, AtRisk, Down or Unknown.</param>
/// <param name="Since">When the first of the causes began.</param>
/// <param name="SingleFailures">What would take the control plane down if it failed next; empty where nothing would.</param>
public sealed record VerdictDocument(
    string Level,
    string Summary,
    ImmutableArray<FindingDocument> Findings,
    DateTimeOffset? Since,
    ImmutableArray<SingleFailureDocument> SingleFailures
);

/// <param name="Severity">Info, Warning or Critical.</param>
/// <param name="Key">The same for as long as the thing lasts.</param>
/// <param name="CausedBy">The key of the finding that explains this one; null for a cause.</param>
/// <param name="Impact">What it means for the cluster.</param>
/// <param name="Link">The dashboard's own page that shows it.</param>
public sealed record FindingDocument(
    string Rule,
    string Severity,
    string? Node,
    string? Subject,
    string Message,
    string Advice,
    DateTimeOffset? Since,
    string Key,
    string? CausedBy,
    string? Impact,
    ImmutableArray<EvidenceDocument> Evidence,
    string? Link
);

/// <param name="Source">What says so; null where it is several at once.</param>
/// <param name="ObservedAt">When that source was last heard.</param>
public sealed record EvidenceDocument(string Text, string? Source, DateTimeOffset? ObservedAt, bool? Stale);

/// <param name="Role">Master or Worker.</param>
/// <param name="LocalEndpoint">The node's own 127.0.0.1:5443, asked through HAProxy.</param>
/// <param name="Components">By name; null for a worker.</param>
public sealed record NodeDocument(
    string Name,
    string Role,
    [property: JsonPropertyName("haproxy")] NodeHaProxyDocument HaProxy,
    NodeKubernetesDocument Kubernetes,
    EndpointDocument? LocalEndpoint,
    ImmutableSortedDictionary<string, ComponentDocument>? Components
);

/// <param name="State">Up, Down, Unreachable or Unknown.</param>
/// <param name="Stale">The values below are of <paramref name="ObservedAt"/> and say nothing of now; null where there are none.</param>
public sealed record NodeHaProxyDocument(
    string State,
    DateTimeOffset? ObservedAt,
    bool? Stale,
    string? Error,
    string? Version,
    int? Pid,
    long? UptimeSeconds,
    bool? Stopping,
    ImmutableArray<ServerDocument>? Servers
);

/// <param name="Status">As HAProxy spells it, without progress: UP, DOWN, NOLB, DRAIN, MAINT, no check.</param>
public sealed record ServerDocument(
    string Proxy,
    string Server,
    string? Address,
    string Status,
    string? CheckStatus,
    int? Weight,
    long? LastChangeSeconds
);

/// <param name="Present">The API knows a node of this name.</param>
public sealed record NodeKubernetesDocument(
    bool? Present,
    bool? Ready,
    bool? Unschedulable,
    string? KubeletVersion,
    DateTimeOffset? ObservedAt,
    bool? Stale
);

/// <summary>New connections through the node's own HAProxy, the last round of them.</summary>
/// <param name="Ok">All of them; null while nothing fresh says.</param>
/// <param name="Status">Of the one that tells most: the first that failed, else the first.</param>
public sealed record EndpointDocument(
    bool? Ok,
    int? Status,
    int? LatencyMs,
    string? Error,
    int? Succeeded,
    int? Failed,
    DateTimeOffset? ObservedAt,
    bool? Stale
);

/// <summary>One of the four static pods of a master. What a component has not, or nobody asked, is null; so is what is no longer fresh, except
/// sizes and dates, which carry <paramref name="ObservedAt"/>.</summary>
public sealed record ComponentDocument(
    PodDocument? Pod,
    bool? Healthy,
    bool? Leader,
    bool? Live,
    bool? Ready,
    ImmutableArray<string>? FailedChecks,
    DateTimeOffset? CertificateExpires,
    long? DbSizeBytes,
    long? DbQuotaBytes,
    string? Version,
    DateTimeOffset? ObservedAt,
    bool? Stale,
    string? Error
);

public sealed record PodDocument(string Name, string Phase, string Status, bool Ready, int Restarts);

public sealed record EtcdClusterDocument(int Members, int? Healthy, int Quorum, string? Leader);

/// <param name="State">Up, Down or Unknown.</param>
public sealed record KubernetesDocument(
    string State,
    string? Endpoint,
    DateTimeOffset? ObservedAt,
    bool? Stale,
    string? Error
);
