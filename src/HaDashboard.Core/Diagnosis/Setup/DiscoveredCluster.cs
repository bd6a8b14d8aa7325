using System.Collections.Immutable;
using HaDashboard.Core.Facts.Snapshots;

namespace HaDashboard.Core.Diagnosis.Setup;

/// <summary>The account with which the dashboard signs in to every machine.</summary>
public sealed record SetupAccount(string User, int Port, string PrivateKeyFile, string KnownHostsFile);

/// <summary>What the set-up found of a cluster.</summary>
/// <param name="Name">The name of the cluster in the kubeconfig; null if there is none.</param>
/// <param name="KubeConfig">The full path of the kubeconfig.</param>
/// <param name="Context">The context of the kubeconfig if it is not the current one.</param>
/// <param name="Server">The address of the API in the kubeconfig; null if it is unknown.</param>
/// <param name="Kubernetes">What the API knows.</param>
/// <param name="At">The time of the readings.</param>
public sealed record DiscoveredCluster(
    string? Name,
    string KubeConfig,
    string? Context,
    Uri? Server,
    KubernetesState Kubernetes,
    SetupAccount Account,
    ImmutableArray<DiscoveredMachine> Machines,
    DateTimeOffset At
);
