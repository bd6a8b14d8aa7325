namespace HaDashboard.Core.Facts.Kubernetes;

/// <summary>The API answered, at this address.</summary>
public sealed record KubernetesEndpoint(string Address);
