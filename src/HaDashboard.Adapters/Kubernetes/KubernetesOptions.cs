using System.Collections.Immutable;
using System.Security.Cryptography.X509Certificates;
using HaDashboard.Core.Facts.Inventory;

namespace HaDashboard.Adapters.Kubernetes;

/// <summary>How to reach the Kubernetes API. With none of <see cref="KubeConfig"/>, <see cref="InCluster"/> and <see cref="Server"/> there is none to reach.</summary>
public sealed record KubernetesOptions
{
    public string? KubeConfig { get; init; }

    /// <summary>A context of the kubeconfig; null for its current one.</summary>
    public string? Context { get; init; }

    /// <summary>Use the service account of the pod this runs in.</summary>
    public bool InCluster { get; init; }

    /// <summary>Where the control plane's pods are.</summary>
    public string Namespace { get; init; } = "kube-system";

    /// <summary>When the configured server is gone, reach each master's own apiserver through its SSH connection.</summary>
    public bool ThroughNodes { get; init; }

    /// <summary>The masters to go through; empty: none.</summary>
    public ImmutableArray<InventoryNode> Masters { get; init; } = [];

    /// <summary>Where an apiserver listens on its own master.</summary>
    public int ApiServerPort { get; init; } = 6443;

    /// <summary>A bare address instead of a kubeconfig: the demo's simulated API, and tests.</summary>
    public string? Server { get; init; }

    /// <summary>With <see cref="Server"/>: the CA that the masters' own apiservers prove themselves by.</summary>
    public X509Certificate2? ServerAuthority { get; init; }

    /// <summary>A bearer token for <see cref="Server"/>.</summary>
    public string? Token { get; init; }

    /// <summary>How often to ask who leads the controller-manager and the scheduler; null: never.</summary>
    public TimeSpan? LeaseInterval { get; init; }

    /// <summary>How often to ask when the masters' kubelets renewed their leases; null: never.</summary>
    public TimeSpan? NodeLeaseInterval { get; init; }

    /// <summary>Read what kubeadm noted of the cluster, for the topology doctor.</summary>
    public bool ReadsSetup { get; init; }

    public TimeSpan HeartbeatInterval { get; init; } = TimeSpan.FromSeconds(2);

    public bool IsConfigured =>
        InCluster || !string.IsNullOrWhiteSpace(KubeConfig) || !string.IsNullOrWhiteSpace(Server);
}
