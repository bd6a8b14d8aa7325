namespace HaDashboard.Simulation.Cluster;

/// <summary>A step of the story: one fault, or no fault if the identifier is null, for a duration.</summary>
public sealed record StoryStep(string? FaultId, TimeSpan Duration);
