using System.Collections.Immutable;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Names;
using k8s.Models;

namespace HaDashboard.Adapters.Kubernetes.Mapping;

/// <summary>Maps the API's pod to the model. Everything but namespace and name may be missing.</summary>
internal static class PodMapper
{
    private const string MirrorAnnotation = "kubernetes.io/config.mirror";
    private const int MostGates = 20;
    private const int LongestName = 253;

    // In descending order of precision: the label of static pods, that of kubeadm's add-ons, the recommended one, the common one.
    private static readonly string[] AppLabels = ["component", "k8s-app", "app.kubernetes.io/name", "app"];

    /// <returns>null where namespace or name is missing or invalid.</returns>
    public static Pod? Map(V1Pod pod)
    {
        var metadata = pod.Metadata;
        if (
            !NodeName.TryParse(metadata?.Name, out var name)
            || !NodeName.TryParse(metadata?.NamespaceProperty, out var space)
        )
        {
            return null; // pods have the same alphabet as nodes: an RFC 1123 subdomain
        }

        var node = NodeName.TryParse(pod.Spec?.NodeName, out var known) ? known : null;
        // A Deployment of a second scheduler often has the labels of the static pod. It is no component of a master.
        var owner = Owner(metadata?.OwnerReferences);
        var component = owner is { Kind: "ReplicaSet" } ? null : Component(metadata?.Labels, name.Value, node);
        return new Pod(
            space.Value,
            name.Value,
            node,
            component,
            ApiText.Bounded(pod.Status?.Phase) ?? "Unknown",
            ApiText.Bounded(pod.Status?.Reason),
            ContainerMapper.Map(pod),
            ConditionMapper.Map(pod.Status?.Conditions),
            metadata?.Annotations?.ContainsKey(MirrorAnnotation) ?? false,
            ApiTime.Of(metadata?.CreationTimestamp),
            ApiTime.Of(metadata?.DeletionTimestamp)
        )
        {
            Ip = ApiText.Bounded(pod.Status?.PodIP),
            NominatedNode = ApiText.Bounded(pod.Status?.NominatedNodeName),
            ReadinessGates =
            [
                .. (pod.Spec?.ReadinessGates ?? [])
                    .Select(gate => ApiText.Bounded(gate?.ConditionType))
                    .OfType<string>()
                    .Take(MostGates),
            ],
            App = App(metadata?.Labels),
            Owner = owner,
            Flags = component is { } id ? ComponentFlags.Of(pod, id) : ImmutableSortedDictionary<string, string>.Empty,
        };
    }

    private static PodOwner? Owner(IEnumerable<V1OwnerReference?>? owners) =>
        owners?.FirstOrDefault(owner => owner?.Controller == true) is { } owner
        && ApiText.Bounded(owner.Kind) is { } kind
        && ApiText.Bounded(owner.Name, LongestName) is { } name
            ? new PodOwner(kind, name)
            : null;

    private static string? App(IDictionary<string, string>? labels) =>
        labels is null
            ? null
            : AppLabels
                .Select(key => labels.TryGetValue(key, out var value) ? ApiText.Bounded(value) : null)
                .FirstOrDefault(value => value is not null);

    private static ControlPlaneComponent? Component(IDictionary<string, string>? labels, string name, NodeName? node) =>
        ByLabel(labels) ?? ByStaticPodName(name, node);

    private static ControlPlaneComponent? ByLabel(IDictionary<string, string>? labels) =>
        labels is not null
        && labels.TryGetValue("tier", out var tier)
        && string.Equals(tier, "control-plane", StringComparison.Ordinal)
        && labels.TryGetValue("component", out var component)
            ? ControlPlaneComponents.FromId(component)
            : null;

    private static ControlPlaneComponent? ByStaticPodName(string name, NodeName? node) =>
        node is not null && name.Length > node.Value.Length + 1 && name.EndsWith($"-{node}", StringComparison.Ordinal)
            ? ControlPlaneComponents.FromId(name[..^(node.Value.Length + 1)])
            : null;
}
