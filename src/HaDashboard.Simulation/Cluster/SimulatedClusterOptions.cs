using HaDashboard.Simulation.HaProxy;
using HaDashboard.Simulation.Kubernetes;

namespace HaDashboard.Simulation.Cluster;

/// <summary>
/// The size and behaviour of the simulated cluster. <c>--demo</c> uses the defaults, except for options that are off by default.
/// </summary>
public sealed record SimulatedClusterOptions
{
    public int Masters { get; init; } = 3;

    public int Workers { get; init; } = 2;

    /// <summary>
    /// If true, the loopback ports of etcd, apiserver, controller manager, scheduler and HAProxy's frontend are open on every node. Tests
    /// that do not use them leave it off.
    /// </summary>
    public bool ControlPlane { get; init; }

    /// <summary>
    /// If true, the cluster has two setup errors for the doctor to find: kube-proxy uses the address of the first master, and one
    /// systemd unit reloads without validating the file.
    /// </summary>
    public bool HasBuildFaults { get; init; }

    /// <summary>How far the clock of a master is ahead, by name; empty by default.</summary>
    public IReadOnlyDictionary<string, TimeSpan> ClockSkews { get; init; } =
        new Dictionary<string, TimeSpan>(StringComparer.Ordinal);

    /// <summary>If true, the story of the demo runs from the start. Tests leave it off and apply faults themselves.</summary>
    public bool PlayStory { get; init; }

    public HaProxyRelease Release { get; init; } = HaProxyRelease.Debian26;

    public SimulatedKubernetesOptions Kubernetes { get; init; } = new();

    /// <summary>
    /// How long a kubelet may stop reporting before its node becomes NotReady. A real cluster uses 40 s; it is shorter here so that
    /// users of the demo see the change.
    /// </summary>
    public TimeSpan NodeMonitorGracePeriod { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Sessions per second through each HAProxy. With 0 the counters do not change.</summary>
    public double SessionsPerSecond { get; init; } = 1.5;

    /// <summary>Additional backends, to test a large <c>show stat</c>.</summary>
    public int ExtraBackends { get; init; }

    public int ServersPerExtraBackend { get; init; } = 10;

    /// <summary>The age of the cluster.</summary>
    public TimeSpan Age { get; init; } = TimeSpan.FromDays(37);
}
