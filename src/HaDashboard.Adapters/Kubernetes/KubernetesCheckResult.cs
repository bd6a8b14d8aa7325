namespace HaDashboard.Adapters.Kubernetes;

/// <summary>A line of <c>--check</c>.</summary>
public sealed record KubernetesCheckResult(string What, bool Ok, string Message);
