namespace HaDashboard.Simulation;

/// <summary>The shape of the simulated cluster. The defaults are what --demo shows, but for the two that are off.</summary>
public sealed record SimulatedClusterOptions
{
    public int Masters { get; init; } = 3;

    public int Workers { get; init; } = 2;

    /// <summary>Open the loopback ports of etcd, apiserver, controller-manager, scheduler and HAProxy's frontend on every node. Tests that
    /// ask none of them leave it off.</summary>
    public bool ControlPlane { get; init; }

    /// <summary>Two mistakes of its builder, for the doctor to find: kube-proxy goes to the first master, and one unit reloads unchecked.</summary>
    public bool HasBuildFaults { get; init; }

    /// <summary>By how much a master's clock is ahead; none by default.</summary>
    public IReadOnlyDictionary<string, TimeSpan> ClockSkews { get; init; } =
        new Dictionary<string, TimeSpan>(StringComparer.Ordinal);

    /// <summary>Tell the demo's story from the start; tests leave it off and play faults themselves.</summary>
    public bool TellStory { get; init; }

    public HaProxyRelease Release { get; init; } = HaProxyRelease.Debian26;

    public SimulatedKubernetesOptions Kubernetes { get; init; } = new();

    /// <summary>How long a kubelet may be silent before its node is NotReady. 40 s in a real cluster; shorter here, so that a
    /// visitor of the demo sees it happen.</summary>
    public TimeSpan NodeMonitorGracePeriod { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Sessions per second through each HAProxy; 0 stops the counters.</summary>
    public double SessionsPerSecond { get; init; } = 1.5;

    /// <summary>More backends than a kubeadm cluster has, to see what a big `show stat` does.</summary>
    public int ExtraBackends { get; init; }

    public int ServersPerExtraBackend { get; init; } = 10;

    /// <summary>How old the cluster claims to be.</summary>
    public TimeSpan Age { get; init; } = TimeSpan.FromDays(37);
}
