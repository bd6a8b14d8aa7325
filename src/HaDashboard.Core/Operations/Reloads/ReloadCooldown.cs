namespace HaDashboard.Core.Operations.Reloads;

/// <summary>How long a node's HAProxy is left alone after a reload: each reload leaves an old worker behind.</summary>
public static class ReloadCooldown
{
    public static readonly TimeSpan Duration = TimeSpan.FromSeconds(10);
}
