using System.Collections.Immutable;
using HaDashboard.Core.Diagnosis;
using HaDashboard.Core.Facts.ControlPlane;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Api.Documents;

/// <summary>The part of the document that contains the probes.</summary>
internal static class ComponentDocuments
{
    private static readonly ComponentDocument Nothing = new(
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null
    );

    internal static ImmutableSortedDictionary<string, ComponentDocument> Of(
        NodeState node,
        KubernetesState kubernetes
    ) =>
        ControlPlaneComponents.All.ToImmutableSortedDictionary(
            component => component.Id(),
            component => Of(node, kubernetes, component),
            StringComparer.Ordinal
        );

    internal static EtcdClusterDocument? EtcdOf(ClusterDiagnosis diagnosis) =>
        diagnosis.Etcd.Cluster is { } etcd
            ? new EtcdClusterDocument(
                etcd.Members,
                etcd.Unknown == etcd.Members
                    ? null
                    : diagnosis.Snapshot.Nodes.Count(node => node.Etcd.FreshValue is { Healthy: true }),
                etcd.Quorum,
                etcd.Leader?.Value
            )
            : null;

    internal static EndpointDocument? EndpointOf(Slice<EndpointProbe> slice)
    {
        if (slice is { Value: null, Failure: null })
        {
            return null;
        }

        var probe = slice.FreshValue;
        var telling = probe?.Attempts.FirstOrDefault(attempt => !attempt.Ok) ?? probe?.Attempts.FirstOrDefault();
        return new EndpointDocument(
            slice.IsHealthy(),
            telling?.Status,
            telling is null ? null : (int)telling.Latency.TotalMilliseconds,
            slice.Failure?.Message ?? telling?.Error,
            probe?.Succeeded,
            probe?.Failed,
            slice.ObservedAt,
            ClusterDocuments.StaleOf(slice)
        );
    }

    private static ComponentDocument Of(NodeState node, KubernetesState kubernetes, ControlPlaneComponent component)
    {
        var document = component switch
        {
            ControlPlaneComponent.Etcd => OfEtcd(node),
            ControlPlaneComponent.ApiServer => OfApiServer(node),
            ControlPlaneComponent.ControllerManager => OfComponent(node.ControllerManager),
            _ => OfComponent(node.Scheduler),
        };
        return document with
        {
            Pod = PodOf(kubernetes.ComponentPod(node.Name, component)),
            Leader = document.Leader ?? kubernetes.IsLeader(node.Name, component),
            CertificateExpires = node.Certificates.Value?.Of(component.Id())?.NotAfter,
        };
    }

    private static ComponentDocument OfEtcd(NodeState node) =>
        Aged(node.Etcd) with
        {
            Healthy = node.Etcd.IsKnownDown() ? false : node.Etcd.FreshValue?.Healthy,
            Leader = node.Etcd.FreshValue?.IsLeader,
            DbSizeBytes = node.Etcd.Value?.DbSizeBytes,
            DbQuotaBytes = node.Etcd.Value?.QuotaBytes,
            Version = node.Etcd.Value?.Version,
        };

    private static ComponentDocument OfApiServer(NodeState node) =>
        Aged(node.ApiServer) with
        {
            Live = node.ApiServer.IsLive(),
            Ready = node.ApiServer.IsReady(),
            Healthy = node.ApiServer.IsReady(),
            FailedChecks = node.ApiServer.FreshValue is { } probe
                ? [.. probe.Live.FailedChecks.Union(probe.Ready.FailedChecks, StringComparer.Ordinal)]
                : null,
            Version = node.ApiServer.Value?.Version,
        };

    private static ComponentDocument OfComponent(Slice<ComponentProbe> slice) =>
        Aged(slice) with
        {
            Healthy = slice.IsHealthy(),
            FailedChecks = slice.FreshValue?.Health.FailedChecks,
        };

    private static ComponentDocument Aged<T>(Slice<T> slice)
        where T : class =>
        Nothing with
        {
            ObservedAt = slice.ObservedAt,
            Stale = ClusterDocuments.StaleOf(slice),
            Error = slice.Failure?.Message,
        };

    private static PodDocument? PodOf(Pod? pod) =>
        pod is null ? null : new PodDocument(pod.Key, pod.Phase, pod.StatusWord, pod.IsReady, pod.Restarts);
}
