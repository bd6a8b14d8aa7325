using System.Collections.Immutable;
using System.Security.Cryptography.X509Certificates;
using HaDashboard.Core.Facts.Inventory;

namespace HaDashboard.Adapters.Kubernetes.Api;

/// <summary>
/// The connection to the Kubernetes API. Without <see cref="KubeConfig"/>, <see cref="InCluster"/> and <see cref="Server"/> none is
/// configured.
/// </summary>
public sealed record KubernetesOptions
{
    public string? KubeConfig { get; init; }

    /// <summary>A context of the kubeconfig; null for its current one.</summary>
    public string? Context { get; init; }

    /// <summary>Use the service account of the pod in which the dashboard runs.</summary>
    public bool InCluster { get; init; }

    /// <summary>The namespace of the control-plane pods.</summary>
    public string Namespace { get; init; } = "kube-system";

    /// <summary>When the configured server fails, connect to each master's own apiserver through its SSH connection.</summary>
    public bool ThroughNodes { get; init; }

    /// <summary>The masters whose SSH connections may be used; empty: none.</summary>
    public ImmutableArray<InventoryNode> Masters { get; init; } = [];

    /// <summary>An address instead of a kubeconfig: for the demo's simulated API, and for tests.</summary>
    public string? Server { get; init; }

    /// <summary>With <see cref="Server"/>: the CA that signs the certificates of the masters' own apiservers.</summary>
    public X509Certificate2? ServerAuthority { get; init; }

    /// <summary>A bearer token for <see cref="Server"/>.</summary>
    public string? Token { get; init; }

    /// <summary>How often the leases of the controller-manager and the scheduler are read; null: never.</summary>
    public TimeSpan? LeaseInterval { get; init; }

    /// <summary>How often the node leases of the masters' kubelets are read; null: never.</summary>
    public TimeSpan? NodeLeaseInterval { get; init; }

    /// <summary>Read the ConfigMaps of kubeadm, for the topology doctor.</summary>
    public bool ReadsSetup { get; init; }

    public TimeSpan HeartbeatInterval { get; init; } = TimeSpan.FromSeconds(2);

    public bool IsConfigured =>
        InCluster || !string.IsNullOrWhiteSpace(KubeConfig) || !string.IsNullOrWhiteSpace(Server);
}
