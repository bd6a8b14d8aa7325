namespace HaDashboard.Simulation;

/// <summary>How the simulated API server behaves when nothing is wrong.</summary>
public sealed record SimulatedKubernetesOptions
{
    public string Version { get; init; } = "v1.20.2";

    /// <summary>When set, a request without this bearer token gets 401.</summary>
    public string? BearerToken { get; init; }

    public string User { get; init; } = "system:serviceaccount:kube-system:hadashboard";

    /// <summary>How often a quiet watch that allows bookmarks gets one.</summary>
    public TimeSpan BookmarkInterval { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Answer a watch that is too old with HTTP 410 instead of an ERROR event in the stream; servers do both.</summary>
    public bool ExpiredAsHttpStatus { get; init; }
}
