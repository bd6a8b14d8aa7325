namespace HaDashboard.Simulation.Kubernetes;

/// <summary>The behaviour of the simulated API server without faults.</summary>
public sealed record SimulatedKubernetesOptions
{
    public string Version { get; init; } = "v1.20.2";

    /// <summary>If set, a request without this bearer token gets 401.</summary>
    public string? BearerToken { get; init; }

    public string User { get; init; } = "system:serviceaccount:kube-system:hadashboard";

    /// <summary>How often a watch without changes receives a bookmark, if it allows bookmarks.</summary>
    public TimeSpan BookmarkInterval { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>If true, a watch that is too old gets HTTP 410 instead of an ERROR event in the stream. Real servers do both.</summary>
    public bool ExpiredAsHttpStatus { get; init; }
}
