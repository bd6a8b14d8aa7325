using System.Collections.Immutable;
using HaDashboard.Api.Documents;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Api.Endpoints;

/// <summary>
/// Ready means that the pages have data: a node is configured, and at least one HAProxy has responded or failed once. It does not mean that
/// an HAProxy responds now. A load balancer stops sending requests to a server that is not ready, and the dashboard must be reachable
/// exactly when the cluster is not.
/// </summary>
internal static class Readiness
{
    /// <summary>The reason why it is not ready; null when it is.</summary>
    internal static string? Missing(ClusterSnapshot snapshot)
    {
        if (snapshot.Nodes.IsEmpty)
        {
            return "No node is configured: set HaDashboard:Nodes.";
        }

        return snapshot.Nodes.Any(node => node.HaProxy.Value is not null || node.HaProxy.Failure is not null)
            ? null
            : "No HAProxy was polled yet.";
    }

    internal static ImmutableArray<SourceDocument> Sources(ClusterSnapshot snapshot)
    {
        var kubernetes = snapshot.Kubernetes;
        var sources = snapshot.Nodes.Select(node => SourceOf("haproxy", node.Name.Value, node.HaProxy));
        sources = sources.Concat(snapshot.Inventory.Probes is null ? [] : snapshot.Nodes.SelectMany(Probes));
        return snapshot.Inventory.WatchesKubernetes
            ?
            [
                .. sources,
                SourceOf("kubernetes-api", null, kubernetes.Api),
                SourceOf("kubernetes-nodes", null, kubernetes.Nodes),
                SourceOf("kubernetes-pods", null, kubernetes.Pods),
            ]
            : [.. sources];
    }

    private static IEnumerable<SourceDocument> Probes(NodeState node)
    {
        var name = node.Name.Value;
        SourceDocument endpoint = SourceOf("local-endpoint", name, node.LocalEndpoint);
        return node.IsMaster
            ?
            [
                endpoint,
                SourceOf("etcd", name, node.Etcd),
                SourceOf("apiserver", name, node.ApiServer),
                SourceOf("controller-manager", name, node.ControllerManager),
                SourceOf("scheduler", name, node.Scheduler),
                SourceOf("certificates", name, node.Certificates),
            ]
            : [endpoint];
    }

    private static SourceDocument SourceOf<T>(string source, string? node, Slice<T> slice)
        where T : class =>
        new(source, node, ReloadDocument.Lower(slice.Freshness), slice.ObservedAt, slice.Failure?.Message);
}
