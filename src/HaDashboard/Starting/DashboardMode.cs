namespace HaDashboard.Starting;

/// <summary>What the pages need to know of how the program was started.</summary>
/// <param name="ReadOnly">No action exists: a page shows no button for one.</param>
public sealed record DashboardMode(bool ReadOnly);
