namespace HaDashboard.Simulation;

/// <summary>What a pod's JSON is made of.</summary>
public sealed record PodFacts
{
    public required string Name { get; init; }

    public required string Node { get; init; }

    public required string Container { get; init; }

    public required string Image { get; init; }

    public required DateTimeOffset Created { get; init; }

    /// <summary>A mirror pod: the kubelet runs it from a file and only reports it.</summary>
    public bool IsStatic { get; init; }

    public bool HostNetwork { get; init; } = true;

    public string OwnerKind { get; init; } = "DaemonSet";

    public string OwnerName { get; init; } = "";

    public string HostIp { get; init; } = "";

    public string PodIp { get; init; } = "";

    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    public IReadOnlyList<string> Command { get; init; } = [];

    public bool ContainerReady { get; init; } = true;

    /// <summary>The Ready condition, which the node controller also takes away when the node is lost.</summary>
    public bool Ready { get; init; } = true;

    public DateTimeOffset ReadySince { get; init; }

    public DateTimeOffset StartedAt { get; init; }

    public int Restarts { get; init; }

    /// <summary>The back-off message when the container waits in CrashLoopBackOff; null when it runs.</summary>
    public string? Waiting { get; init; }

    public DateTimeOffset? LastExit { get; init; }

    /// <summary>Restarts when the crashing began.</summary>
    internal int? CrashingFrom { get; init; }
}
