using HaDashboard.Core.Facts.Inventory;
using HaDashboard.Core.Facts.Names;

namespace HaDashboard.Core.Facts.Snapshots;

/// <summary>The addresses through which clients reach the API, as they follow from the configuration and from kubeadm.</summary>
/// <param name="Local">The address on each node's own HAProxy; null where clients use none.</param>
/// <param name="IsLocalAssumed">Nothing says that clients use <paramref name="Local"/>: it is the article's address.</param>
/// <param name="Shared">
/// The address of a virtual address or of a load balancer, the same for all clients; null where there is none, or where none is known.
/// </param>
/// <param name="ClientHost">The host name that clients verify; null where it is not known.</param>
public sealed record ApiEndpoints(Uri? Local, bool IsLocalAssumed, Uri? Shared, string? ClientHost)
{
    /// <summary>The shared endpoint's host as an IP address; null where it is a name.</summary>
    public string? SharedIp => Shared is { } shared && HostPort.Of(shared) is { IsIp: true } host ? host.Host : null;

    public static ApiEndpoints Of(ClusterSnapshot snapshot)
    {
        var settings = snapshot.Inventory.Endpoints;
        var kubeadm = OfKubeadm(snapshot.Kubernetes.Kubeadm.Value?.ControlPlaneEndpoint); // a setting does not become wrong with age
        var shared = settings.SharedChoice switch
        {
            EndpointChoice.Fixed => settings.Shared,
            EndpointChoice.Off => null,
            _ => kubeadm,
        };
        var isShared = shared is not null && !HostPort.Of(shared).IsLoopback;
        var (local, isAssumed) = settings.LocalChoice switch
        {
            EndpointChoice.Fixed => (settings.Local, false),
            EndpointChoice.Off => (null, false),
            _ when shared is not null => (isShared ? null : shared, false),
            _ when kubeadm is not null => (HostPort.Of(kubeadm).IsLoopback ? kubeadm : null, false),
            _ => (EndpointSettings.AssumedLocal, true),
        };
        return new ApiEndpoints(local, isAssumed, isShared ? shared : null, (kubeadm ?? shared)?.IdnHost);
    }

    /// <summary>The address in kubeadm's controlPlaneEndpoint, which has no scheme; without a port it is the apiserver's.</summary>
    /// <returns>null where the text is no address.</returns>
    public static Uri? OfKubeadm(string? endpoint) =>
        HostPort.Parse(endpoint) is { } parsed
        && Uri.TryCreate(
            $"https://{parsed with { Port = parsed.Port ?? InventoryNode.DefaultApiServerPort }}",
            UriKind.Absolute,
            out var address
        )
            ? address
            : null;
}
