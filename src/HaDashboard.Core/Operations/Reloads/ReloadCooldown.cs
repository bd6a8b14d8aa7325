namespace HaDashboard.Core.Operations.Reloads;

/// <summary>The minimum time between two reloads of a node: each reload leaves an old worker running.</summary>
public static class ReloadCooldown
{
    public static readonly TimeSpan Duration = TimeSpan.FromSeconds(10);
}
