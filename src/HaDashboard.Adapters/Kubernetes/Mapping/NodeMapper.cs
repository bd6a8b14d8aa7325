using System.Collections.Immutable;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Names;
using k8s.Models;

namespace HaDashboard.Adapters.Kubernetes.Mapping;

/// <summary>Maps the API's node to the model. Everything but the name may be missing.</summary>
internal static class NodeMapper
{
    private const string RolePrefix = "node-role.kubernetes.io/";
    private const int Most = 50;
    private const int LongestName = 253;

    /// <returns>null where the name is missing or invalid.</returns>
    public static Node? Map(V1Node node)
    {
        if (!NodeName.TryParse(node.Metadata?.Name, out var name))
        {
            return null;
        }

        var roles = Roles(node.Metadata?.Labels);
        var info = node.Status?.NodeInfo;
        return new Node(
            name,
            roles.Contains("control-plane") || roles.Contains("master"),
            roles,
            node.Spec?.Unschedulable ?? false,
            ConditionMapper.Map(node.Status?.Conditions),
            Taints(node.Spec?.Taints),
            ApiText.Bounded(info?.KubeletVersion),
            Address(node, "InternalIP"),
            Address(node, "ExternalIP"),
            ApiText.Bounded(info?.OsImage),
            ApiText.Bounded(info?.KernelVersion),
            ApiText.Bounded(info?.ContainerRuntimeVersion),
            ApiTime.Of(node.Metadata?.CreationTimestamp)
        )
        {
            Addresses = Addresses(node.Status?.Addresses),
        };
    }

    private static ImmutableArray<string> Roles(IDictionary<string, string>? labels) =>
        labels is null
            ? []
            :
            [
                .. labels
                    .Keys.Where(label =>
                        label.StartsWith(RolePrefix, StringComparison.Ordinal) && label.Length > RolePrefix.Length
                    )
                    .Select(label => ApiText.Bounded(label[RolePrefix.Length..])!)
                    .Order(StringComparer.Ordinal)
                    .Take(Most),
            ];

    private static ImmutableArray<string> Taints(IEnumerable<V1Taint?>? taints) =>
        taints is null
            ? []
            :
            [
                .. taints
                    .Where(taint => !string.IsNullOrEmpty(taint?.Key))
                    .Take(Most)
                    .Select(taint => ApiText.Bounded(Taint(taint!), 400)!),
            ];

    private static string Taint(V1Taint taint)
    {
        var value = string.IsNullOrEmpty(taint.Value) ? "" : $"={taint.Value}";
        return $"{taint.Key}{value}:{taint.Effect}";
    }

    private static string? Address(V1Node node, string type) =>
        ApiText.Bounded(
            node.Status?.Addresses?.FirstOrDefault(address =>
                string.Equals(address?.Type, type, StringComparison.Ordinal)
            )?.Address
        );

    private static ImmutableArray<NodeAddress> Addresses(IEnumerable<V1NodeAddress?>? addresses) =>
        [.. (addresses ?? []).Select(AddressOf).OfType<NodeAddress>().Take(Most)];

    private static NodeAddress? AddressOf(V1NodeAddress? address) =>
        AddressType(address?.Type) is { } type && ApiText.Bounded(address?.Address, LongestName) is { } text
            ? new NodeAddress(type, text)
            : null;

    private static NodeAddressType? AddressType(string? type) =>
        type switch
        {
            "InternalIP" => NodeAddressType.InternalIp,
            "ExternalIP" => NodeAddressType.ExternalIp,
            "Hostname" => NodeAddressType.Hostname,
            "InternalDNS" => NodeAddressType.InternalDns,
            _ => null,
        };
}
