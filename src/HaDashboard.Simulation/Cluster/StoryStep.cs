namespace HaDashboard.Simulation;

/// <summary>A scene: one fault for a while, or calm when there is none.</summary>
public sealed record StoryStep(string? FaultId, TimeSpan Duration);
