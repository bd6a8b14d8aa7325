using System.Collections.Immutable;
using HaDashboard.Core.Facts.ControlPlane;
using HaDashboard.Core.Facts.Inventory;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Core.Diagnosis.Setup;

/// <summary>A difference between the configuration and the cluster.</summary>
/// <param name="IsSerious">The dashboard judges the control plane wrongly because of it.</param>
/// <param name="Line">The line of the configuration to add or to change.</param>
public sealed record InventoryDifference(bool IsSerious, Message Text, Message Line);

/// <summary>Compares the configuration with what the Kubernetes API knows now. Without fresh data there is no difference.</summary>
public static class InventoryComparison
{
    public static ImmutableArray<InventoryDifference> Of(ClusterSnapshot snapshot) =>
        [.. Nodes(snapshot), .. Ports(snapshot), .. Endpoint(snapshot)];

    private static IEnumerable<InventoryDifference> Nodes(ClusterSnapshot snapshot)
    {
        if (snapshot.Kubernetes.Nodes.FreshValue is not { } nodes)
        {
            return [];
        }

        return
        [
            .. nodes.Values.Where(node => snapshot.Node(node.Name) is null).Select(Added),
            .. snapshot.Inventory.Nodes.Where(node => node.Role is not NodeRole.LoadBalancer).SelectMany(Known),
        ];

        IEnumerable<InventoryDifference> Known(InventoryNode node) =>
            nodes.GetValueOrDefault(node.Name.Value) is not { } known ? [Gone(node)]
            : RoleOf(known) != node.Role ? [RoleChanged(node, RoleOf(known))]
            : [];
    }

    private static InventoryDifference Added(Node node)
    {
        var address = node.InternalIp ?? node.Name.Value;
        var role = RoleOf(node);
        return new InventoryDifference(
            node.IsMaster,
            SetupTexts.NodeNotConfigured(node.Name, Printable.Excerpt(address), role),
            Entry(node.Name, address, role)
        );
    }

    private static InventoryDifference Gone(InventoryNode node) =>
        new(
            node.Role is NodeRole.Master,
            SetupTexts.NodeGone(node.Name),
            SetupTexts.RemoveNode(Entry(node.Name, node.Address ?? node.Name.Value, node.Role))
        );

    private static InventoryDifference RoleChanged(InventoryNode node, NodeRole role) =>
        new(
            IsSerious: true,
            SetupTexts.RoleChanged(node.Name, node.Role.ToString(), role.ToString()),
            Entry(node.Name, node.Address ?? node.Name.Value, role)
        );

    // A configured address wins over the flags, so it stays in use after the component has moved.
    private static IEnumerable<InventoryDifference> Ports(ClusterSnapshot snapshot) =>
        snapshot.Kubernetes.Pods.IsFresh
            ? from node in snapshot.Inventory.Nodes
            where node.Role is NodeRole.Master
            from component in ControlPlaneComponents.All
            let addresses = ComponentAddresses.Of(snapshot, node, component)
            let configured = addresses.FirstOrDefault(one => one.Origin is AddressOrigin.Configured)
            let flagged = addresses.Where(one => one.Origin is AddressOrigin.Flag).ToArray()
            where configured is not null && flagged.Length > 0
            where flagged.All(one => one.Url.Port != configured.Url.Port)
            select PortMoved(node, component, configured.Url, flagged[0].Url)
            : [];

    private static InventoryDifference PortMoved(
        InventoryNode node,
        ControlPlaneComponent component,
        Uri configured,
        Uri now
    ) =>
        new(
            IsSerious: true,
            SetupTexts.PortMoved(component.Id(), node.Name, ProposedEndpoint.TextOf(configured), ProposedEndpoint.TextOf(now)),
            Message.Verbatim(
                JsonText.Node(
                    node.Name,
                    node.Address ?? node.Name.Value,
                    node.Role,
                    ("ControlPlane", JsonText.Object((ComponentUrls.KeyOf(component), JsonText.Of(ProposedEndpoint.TextOf(now)))))
                ) + ","
            )
        );

    private static IEnumerable<InventoryDifference> Endpoint(ClusterSnapshot snapshot)
    {
        if (
            snapshot.Kubernetes.Kubeadm.FreshValue?.ControlPlaneEndpoint is not { } text
            || ApiEndpoints.OfKubeadm(text) is not { } named
        )
        {
            yield break;
        }

        var settings = snapshot.Inventory.Endpoints;
        var endpoint = HostPort.Of(named);
        var (key, configured) = endpoint.IsLoopback ? ("LocalEndpoint", settings.Local) : ("Endpoint", settings.Shared);
        if (configured is not null && HostPort.Of(configured) != endpoint)
        {
            yield return new InventoryDifference(
                IsSerious: true,
                SetupTexts.EndpointMoved(ProposedEndpoint.TextOf(configured), Printable.Excerpt(text)),
                Message.Verbatim(
                    $"{JsonText.Of("ControlPlane")}: {JsonText.Object((key, JsonText.Of($"https://{endpoint}")))}"
                )
            );
        }
    }

    private static Message Entry(NodeName name, string address, NodeRole role) =>
        Message.Verbatim(JsonText.Node(name, address, role) + ",");

    private static NodeRole RoleOf(Node node) => node.IsMaster ? NodeRole.Master : NodeRole.Worker;
}
