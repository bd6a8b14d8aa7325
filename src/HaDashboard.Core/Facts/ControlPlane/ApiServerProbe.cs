namespace HaDashboard.Core.Facts.ControlPlane;

/// <summary>The health of one master's own apiserver. The probe connects on that master and bypasses every load balancer.</summary>
/// <param name="RoundTrip">The round trip of <c>/livez</c>; null if it did not respond.</param>
/// <param name="Version">The version, such as <c>v1.20.2</c>; null until it is known.</param>
public sealed record ApiServerProbe(
    HealthAnswer Live,
    HealthAnswer Ready,
    TimeSpan? RoundTrip,
    string? Version,
    ServerIdentity Identity
)
{
    /// <summary>
    /// True if <c>/livez</c> or <c>/readyz</c> reports a failure. An endpoint that did not allow the request is not a failure.
    /// </summary>
    public bool IsFailing => Live.Ok == false || Ready.Ok == false;
}
