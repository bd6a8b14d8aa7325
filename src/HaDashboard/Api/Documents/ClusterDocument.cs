using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace HaDashboard.Api.Documents;

/// <summary>
/// The snapshot for programs. The names and spellings are a contract: fields may be added, but not changed. A value that was not observed
/// is null.
/// </summary>
public sealed record ClusterDocument(
    string Cluster,
    long Version,
    DateTimeOffset? At,
    VerdictDocument Verdict,
    ImmutableArray<NodeDocument> Nodes,
    EtcdClusterDocument? Etcd,
    KubernetesDocument Kubernetes,
    ApiEndpointDocument Endpoint
);

/// <param name="Level">Healthy, Degraded, AtRisk, Down or Unknown.</param>
/// <param name="Since">The start of the first cause.</param>
/// <param name="SingleFailures">The single failures that would take the control plane down now.</param>
public sealed record VerdictDocument(
    string Level,
    string Summary,
    ImmutableArray<FindingDocument> Findings,
    DateTimeOffset? Since,
    ImmutableArray<SingleFailureDocument> SingleFailures
);

/// <param name="Severity">Info, Warning or Critical.</param>
/// <param name="Key">Stable for as long as the finding lasts.</param>
/// <param name="CausedBy">The key of the finding that explains this one; null for a cause.</param>
/// <param name="Impact">What it means for the cluster.</param>
/// <param name="Link">The page of the dashboard that shows it.</param>
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

/// <param name="Source">The source; null where there are several.</param>
/// <param name="ObservedAt">The time of the last observation of that source.</param>
public sealed record EvidenceDocument(string Text, string? Source, DateTimeOffset? ObservedAt, bool? Stale);

/// <param name="Role">Master or Worker.</param>
/// <param name="LocalEndpoint">The local API endpoint of the node, probed through its HAProxy.</param>
/// <param name="Components">The components by name; null for a worker.</param>
public sealed record NodeDocument(
    string Name,
    string Role,
    [property: JsonPropertyName("haproxy")] NodeHaProxyDocument HaProxy,
    NodeKubernetesDocument Kubernetes,
    EndpointDocument? LocalEndpoint,
    ImmutableSortedDictionary<string, ComponentDocument>? Components
);

/// <param name="State">Up, Down, Unreachable or Unknown.</param>
/// <param name="Stale">The values are those of <paramref name="ObservedAt"/>, not current ones; null where there are none.</param>
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

/// <param name="Status">The status of HAProxy without progress: UP, DOWN, NOLB, DRAIN, MAINT, no check.</param>
public sealed record ServerDocument(
    string Proxy,
    string Server,
    string? Address,
    string Status,
    string? CheckStatus,
    int? Weight,
    long? LastChangeSeconds
);

/// <param name="Present">The Kubernetes API lists a node of this name.</param>
public sealed record NodeKubernetesDocument(
    bool? Present,
    bool? Ready,
    bool? Unschedulable,
    string? KubeletVersion,
    DateTimeOffset? ObservedAt,
    bool? Stale
);

/// <summary>The last round of new connections through the node's own HAProxy.</summary>
/// <param name="Ok">All connections succeeded; null without current data.</param>
/// <param name="Status">The status of the first failed connection, or else of the first one.</param>
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

/// <summary>
/// One of the four control plane components of a master. A value that the component does not have, that was not observed, or that is stale,
/// is null. Sizes and dates stay, with <paramref name="ObservedAt"/>.
/// </summary>
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
