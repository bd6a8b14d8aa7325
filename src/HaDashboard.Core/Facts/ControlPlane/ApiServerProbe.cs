namespace HaDashboard.Core.Facts.ControlPlane;

/// <summary>One master's own apiserver, asked on that master, past every load balancer.</summary>
/// <param name="RoundTrip">Of <c>/livez</c>; null where it gave none.</param>
/// <param name="Version">Such as <c>v1.20.2</c>; null while nobody was told.</param>
public sealed record ApiServerProbe(
    HealthAnswer Live,
    HealthAnswer Ready,
    TimeSpan? RoundTrip,
    string? Version,
    ServerIdentity Identity
)
{
    /// <summary>Known not to serve.</summary>
    public bool IsFailing => Live.Ok == false || Ready.Ok == false;
}
