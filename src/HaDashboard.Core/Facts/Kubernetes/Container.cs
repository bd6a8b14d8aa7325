namespace HaDashboard.Core.Facts.Kubernetes;

/// <summary>A container of a pod: its image and its current state.</summary>
/// <param name="LastTermination">How it terminated the last time; null if it never terminated.</param>
public sealed record Container(
    string Name,
    string? Image,
    bool Ready,
    int RestartCount,
    ContainerState State,
    ContainerState? LastTermination
);
