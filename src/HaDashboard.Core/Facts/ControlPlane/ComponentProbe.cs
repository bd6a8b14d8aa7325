namespace HaDashboard.Core.Facts.ControlPlane;

/// <summary><c>/healthz</c> of kube-controller-manager or kube-scheduler.</summary>
/// <param name="Endpoint">Where it answered; an old one does so by plain HTTP on another port.</param>
public sealed record ComponentProbe(HealthAnswer Health, TimeSpan? RoundTrip, string Endpoint, ServerIdentity Identity);
