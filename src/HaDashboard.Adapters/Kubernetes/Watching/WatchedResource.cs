using System.Collections.Immutable;
using System.Text.Json;
using HaDashboard.Adapters.Kubernetes.Api;
using HaDashboard.Adapters.Kubernetes.Mapping;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Observations;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Facts.Text;
using k8s;
using k8s.Models;

namespace HaDashboard.Adapters.Kubernetes.Watching;

/// <summary>A kind of object to watch: its path, and how it becomes observations.</summary>
/// <param name="Name">For messages and RBAC: <c>nodes</c>, <c>pods in kube-system</c>.</param>
/// <param name="Map">null where the object can't be shown.</param>
/// <param name="Gone">Reads the object's metadata only; null where they do not name an object that can be shown.</param>
internal sealed record WatchedResource<TResource>(
    SourceId Source,
    Message Name,
    string Path,
    Func<JsonElement, TResource?> Map,
    Func<TResource, string> Key,
    Func<ImmutableArray<TResource>, DateTimeOffset, Observation> Listed,
    Func<TResource, DateTimeOffset, Observation> Seen,
    Func<JsonElement, DateTimeOffset, Observation?> Gone
)
    where TResource : class;

internal static class WatchedResources
{
    public static WatchedResource<Node> Nodes { get; } =
        new(
            SourceId.KubernetesNodes,
            Message.Verbatim("nodes"),
            "api/v1/nodes",
            json => KubernetesJson.Deserialize<V1Node>(json) is { } node ? NodeMapper.Map(node) : null,
            node => node.Name.Value,
            (nodes, at) => SourceCatalogue.KubernetesNodes.Listed(nodes, at),
            (node, at) => SourceCatalogue.KubernetesNodes.Upserted(node, at),
            (json, at) =>
                NodeName.TryParse(Metadata(json, "name"), out var name)
                    ? SourceCatalogue.KubernetesNodes.Removed(name.Value, at)
                    : null
        );

    public static WatchedResource<Pod> Pods(string @namespace) =>
        new(
            SourceId.KubernetesPods,
            ApiRequest.ResourceIn(@namespace, "pods"),
            $"api/v1/namespaces/{Uri.EscapeDataString(@namespace)}/pods",
            json => KubernetesJson.Deserialize<V1Pod>(json) is { } pod ? PodMapper.Map(pod) : null,
            pod => pod.Key,
            (pods, at) => SourceCatalogue.KubernetesPods.Listed(pods, at),
            (pod, at) => SourceCatalogue.KubernetesPods.Upserted(pod, at),
            (json, at) =>
                Metadata(json, "namespace") is { } space && Metadata(json, "name") is { } name
                    ? SourceCatalogue.KubernetesPods.Removed($"{space}/{name}", at)
                    : null
        );

    private static string? Metadata(JsonElement json, string member) => json.Member("metadata").Member(member).Text();
}
