using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Snapshots;

namespace HaDashboard.Adapters.ControlPlane;

/// <summary>An address of the API to try.</summary>
/// <param name="Names">Names of which the certificate must contain at least one.</param>
internal sealed record EndpointTarget(Uri Address, IReadOnlyList<string> Names)
{
    /// <summary>The name by which every apiserver of kubeadm is known.</summary>
    private const string ApiServerName = "kubernetes";

    /// <summary>The address on each node's own HAProxy; null where clients use none.</summary>
    public static EndpointTarget? Local(ApiEndpoints endpoints) =>
        endpoints.Local is { } local
            ? new EndpointTarget(local, LocalNames(local.IdnHost, endpoints.ClientHost))
            : null;

    /// <summary>The address that all clients use; null where there is none.</summary>
    public static EndpointTarget? Shared(ApiEndpoints endpoints) =>
        endpoints.Shared is { } shared ? new EndpointTarget(shared, [shared.IdnHost]) : null;

    // Clients verify the host that they connect to. Where they use another address, the certificate need not contain this one.
    private static string[] LocalNames(string local, string? client) =>
        client is null || HostPort.Canonical(client).Equals(HostPort.Canonical(local), StringComparison.Ordinal)
            ? [local]
            : [client, ApiServerName];
}
