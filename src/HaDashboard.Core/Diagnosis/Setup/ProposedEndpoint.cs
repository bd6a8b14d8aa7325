using System.Collections.Immutable;
using HaDashboard.Core.Diagnosis.Configuration;
using HaDashboard.Core.Facts.ControlPlane;
using HaDashboard.Core.Facts.Inventory;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Core.Diagnosis.Setup;

/// <summary>The addresses of the API and of the components: what the section <c>ControlPlane</c> must contain.</summary>
/// <param name="Shared">The value of <c>Endpoint</c>; null where the default finds it.</param>
/// <param name="Local">The value of <c>LocalEndpoint</c>; null where the default finds it.</param>
internal sealed record ProposedEndpoint(Uri? Shared, Uri? Local, ImmutableArray<SetupNote> Notes)
{
    internal static ProposedEndpoint Of(ClusterDiagnosis diagnosis, Uri? server)
    {
        var snapshot = diagnosis.Snapshot;
        var (shared, local, notes) = Endpoints(diagnosis, server);
        return new ProposedEndpoint(shared, local, [.. notes, .. Components(snapshot)]);
    }

    /// <summary>The address that all clients share, according to kubeadm, else to the kubeconfig; null if it is on loopback.</summary>
    internal static Uri? SharedBy(KubernetesState kubernetes, Uri? server) =>
        kubernetes.Kubeadm.Value is { } kubeadm
            ? ApiEndpoints.OfKubeadm(kubeadm.ControlPlaneEndpoint) is { } url && !IsLoopback(url)
                ? url
                : null
            : server is not null && !IsLoopback(server)
                ? server
                : null;

    private static (Uri? Shared, Uri? Local, SetupNote[] Notes) Endpoints(ClusterDiagnosis diagnosis, Uri? server)
    {
        var snapshot = diagnosis.Snapshot;
        if (snapshot.Kubernetes.Kubeadm.Value is { } kubeadm)
        {
            return kubeadm.ControlPlaneEndpoint is { } endpoint
                ? (null, null, [SetupNote.Found(SetupTexts.EndpointOfKubeadm(Printable.Excerpt(endpoint)))])
                : WithoutEndpoint(diagnosis, SetupTexts.EndpointMissing);
        }

        // A node's own apiserver in the kubeconfig is not the address that the other clients use.
        if (SharedBy(snapshot.Kubernetes, server) is { } url && !IsOfNode(snapshot, url))
        {
            return (
                url,
                null,
                [SetupNote.NotFound(SetupTexts.KubeadmUnknown), SetupNote.Assumed(SetupTexts.EndpointOfKubeconfig)]
            );
        }

        return WithoutEndpoint(diagnosis, SetupTexts.KubeadmUnknown);
    }

    private static (Uri? Shared, Uri? Local, SetupNote[] Notes) WithoutEndpoint(
        ClusterDiagnosis diagnosis,
        Message reason
    )
    {
        var local = LocalBind(diagnosis);
        return (
            null,
            local is null || local == EndpointSettings.AssumedLocal ? null : local,
            [
                SetupNote.NotFound(reason),
                local is null
                    ? SetupNote.Assumed(SetupTexts.LocalEndpointAssumed(TextOf(EndpointSettings.AssumedLocal)))
                    : SetupNote.Found(SetupTexts.LocalEndpointOfBind(TextOf(local))),
            ]
        );
    }

    /// <summary>The loopback address that most HAProxys bind in front of an API backend.</summary>
    private static Uri? LocalBind(ClusterDiagnosis diagnosis) =>
        diagnosis
            .Snapshot.Nodes.SelectMany(node => BindsOf(diagnosis, node))
            .Where(bind => bind is { IsLoopback: true, Port: not null })
            .GroupBy(bind => bind)
            .MaxBy(group => group.Count())
            ?.Key
            is { } most
            ? new Uri($"https://{most}")
            : null;

    private static IEnumerable<HostPort> BindsOf(ClusterDiagnosis diagnosis, NodeState node)
    {
        var file = node.Configuration.Value is { File: var read } ? new ParsedConfiguration(read) : null;
        return from backend in diagnosis.Map.BackendsOf(node.Name)
            from bind in file?.BindsOf(backend.Name.Value) ?? []
            let address = HostPort.Parse(bind)
            where address is not null
            select address.Value;
    }

    // Where all masters have the same address of a component, one line says so.
    private static IEnumerable<SetupNote> Components(ClusterSnapshot snapshot) =>
        from component in ControlPlaneComponents.All
        from address in snapshot
            .Nodes.Where(node => node.IsMaster)
            .Select(node =>
                (node.Name, Address: ComponentAddresses.Of(snapshot, node.Config, component).FirstOrDefault())
            )
            .Where(one => one.Address is not null)
            .GroupBy(one => one.Address!)
        let nodes = string.Join(", ", address.Select(one => one.Name.Value))
        select address.Key.Origin is AddressOrigin.Flag
            ? SetupNote.Found(SetupTexts.ComponentByFlag(component.Id(), nodes, TextOf(address.Key.Url)))
            : SetupNote.Assumed(SetupTexts.ComponentAssumed(component.Id(), nodes, TextOf(address.Key.Url)));

    private static bool IsOfNode(ClusterSnapshot snapshot, Uri url) =>
        HostPort.Of(url).Host is var host
        && snapshot.Nodes.Any(node =>
            node
                .Config.Hosts.Concat(snapshot.Kubernetes.HostsOf(node.Name))
                .Select(HostPort.Canonical)
                .Contains(host, StringComparer.Ordinal)
        );

    private static bool IsLoopback(Uri url) => HostPort.Of(url).IsLoopback;

    /// <summary>As people write it, without the slash of an empty path.</summary>
    internal static string TextOf(Uri url) => url.ToString().TrimEnd('/');
}
