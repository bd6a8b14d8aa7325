using System.Collections.Immutable;
using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Facts.HaProxy;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Views;

namespace HaDashboard.Api.Documents;

/// <summary>Builds the document of a view once per change for all clients.</summary>
public sealed class ClusterDocuments
{
    private volatile Pair? _last;

    private sealed record Pair(ClusterView View, ClusterDocument Document);

    public ClusterDocument Of(ClusterView view)
    {
        var last = _last;
        if (last is null || !ReferenceEquals(last.View, view))
        {
            _last = last = new Pair(view, Make(view)); // two concurrent requests may both build it; the results are equal
        }

        return last.Document;
    }

    private static ClusterDocument Make(ClusterView view)
    {
        var snapshot = view.Snapshot;
        return new ClusterDocument(
            snapshot.Inventory.ClusterName,
            view.Revision,
            snapshot.At,
            new VerdictDocument(
                view.Verdict.Level.ToString(),
                view.Verdict.Summary,
                [.. view.Verdict.Findings.Select(finding => FindingOf(snapshot, finding))],
                view.Verdict.Findings.FirstOrDefault()?.Since,
                [
                    .. view.Diagnosis.SingleFailures.Select(f => new SingleFailureDocument(
                        f.Node.Value,
                        f.What,
                        f.IsCertain,
                        f.Why
                    )),
                ]
            ),
            [.. snapshot.Nodes.Select(node => NodeOf(node, snapshot.Kubernetes))],
            ComponentDocuments.EtcdOf(view.Diagnosis),
            KubernetesOf(snapshot.Kubernetes.Api),
            ApiEndpointDocument.Of(view.Diagnosis.Endpoints)
        );
    }

    internal static FindingDocument FindingOf(ClusterSnapshot snapshot, Finding finding) =>
        new(
            finding.Rule.Value,
            finding.Severity.ToString(),
            finding.Node?.Value,
            finding.Subject.Text,
            finding.Message,
            finding.Advice,
            finding.Since,
            finding.Key,
            finding.CausedBy,
            finding.Impact,
            [.. finding.Evidence.Select(evidence => EvidenceOf(snapshot, evidence))],
            finding.Link
        );

    // The age is that of the source, not of the finding, so it is read from the snapshot.
    private static EvidenceDocument EvidenceOf(ClusterSnapshot snapshot, Evidence evidence)
    {
        var slice = evidence.Source is null ? null : snapshot.SliceOf(evidence.Source);
        return new EvidenceDocument(
            evidence.Text,
            evidence.Source?.ToString(),
            slice?.ObservedAt,
            slice is null ? null : !slice.IsFresh
        );
    }

    internal static NodeDocument NodeOf(NodeState node, KubernetesState kubernetes) =>
        new(
            node.Name.Value,
            node.Config.Role.ToString(),
            HaProxyOf(node.HaProxy),
            KubernetesOf(node, kubernetes.Nodes),
            ComponentDocuments.EndpointOf(node.LocalEndpoint),
            node.IsMaster ? ComponentDocuments.Of(node, kubernetes) : null
        );

    private static NodeHaProxyDocument HaProxyOf(Slice<HaProxyReading> slice)
    {
        var process = slice.Value?.Process;
        return new NodeHaProxyDocument(
            HaProxyState.Of(slice),
            slice.ObservedAt,
            StaleOf(slice),
            slice.Failure?.Message,
            process?.Version,
            process?.Pid,
            process?.UptimeSeconds,
            process?.Stopping,
            slice.Value?.Proxies.SelectMany(proxy => proxy.Servers).Select(ServerOf).ToImmutableArray()
        );
    }

    private static ServerDocument ServerOf(Server server) =>
        new(
            server.Proxy.Value,
            server.Name.Value,
            server.Address,
            server.Status.Word,
            server.Check?.Code,
            server.Weight,
            server.LastChangeSeconds
        );

    private static NodeKubernetesDocument KubernetesOf(
        NodeState node,
        Slice<ImmutableSortedDictionary<string, Node>> slice
    )
    {
        var known = slice.Value?.GetValueOrDefault(node.Name.Value);
        return new NodeKubernetesDocument(
            slice.Value is null ? null : known is not null,
            known?.Ready,
            known?.Unschedulable,
            known?.KubeletVersion,
            slice.ObservedAt,
            StaleOf(slice)
        );
    }

    private static KubernetesDocument KubernetesOf(Slice<KubernetesEndpoint> api) =>
        new(
            api switch
            {
                { IsFresh: true } => "Up",
                { Failure: not null } => "Down",
                _ => "Unknown",
            },
            api.Value?.Address,
            api.ObservedAt,
            StaleOf(api),
            api.Failure?.Message
        );

    internal static bool? StaleOf<T>(Slice<T> slice)
        where T : class => slice.Freshness is Freshness.Never ? null : !slice.IsFresh;
}
