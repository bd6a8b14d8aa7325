namespace HaDashboard.Starting;

/// <summary>The start options that pages depend on.</summary>
/// <param name="ReadOnly">True: no action exists, and pages show no button for one.</param>
public sealed record DashboardMode(bool ReadOnly);
