namespace HaDashboard.Core.Facts.ControlPlane;

/// <summary>The result of <c>/healthz</c> of kube-controller-manager or kube-scheduler.</summary>
/// <param name="Endpoint">The endpoint that responded. Old versions use plain HTTP on another port.</param>
public sealed record ComponentProbe(HealthAnswer Health, TimeSpan? RoundTrip, string Endpoint, ServerIdentity Identity);
