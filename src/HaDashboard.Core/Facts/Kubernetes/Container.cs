namespace HaDashboard.Core.Facts.Kubernetes;

/// <summary>A container of a pod: what is specified and how it fares.</summary>
/// <param name="LastTermination">How it ended the last time it did; null where it never has.</param>
public sealed record Container(
    string Name,
    string? Image,
    bool Ready,
    int RestartCount,
    ContainerState State,
    ContainerState? LastTermination
);
