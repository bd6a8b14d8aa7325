namespace HaDashboard.Simulation.Kubernetes;

/// <summary>The properties from which the JSON of a pod is created.</summary>
public sealed record PodFacts
{
    public required string Name { get; init; }

    public required string Node { get; init; }

    public required string Container { get; init; }

    public required string Image { get; init; }

    public required DateTimeOffset Created { get; init; }

    /// <summary>True for a mirror pod: the kubelet runs it from a file and only reports it to the API.</summary>
    public bool IsStatic { get; init; }

    public bool HostNetwork { get; init; } = true;

    public string OwnerKind { get; init; } = "DaemonSet";

    public string OwnerName { get; init; } = "";

    public string HostIp { get; init; } = "";

    public string PodIp { get; init; } = "";

    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    public IReadOnlyList<string> Command { get; init; } = [];

    public bool ContainerReady { get; init; } = true;

    /// <summary>The Ready condition. The node controller also sets it to false when the node is lost.</summary>
    public bool Ready { get; init; } = true;

    public DateTimeOffset ReadySince { get; init; }

    public DateTimeOffset StartedAt { get; init; }

    public int Restarts { get; init; }

    /// <summary>The back-off message while the container is in CrashLoopBackOff; null while it runs.</summary>
    public string? Waiting { get; init; }

    public DateTimeOffset? LastExit { get; init; }

    /// <summary>The number of restarts when the container began to crash.</summary>
    internal int? CrashingFrom { get; init; }
}
