namespace HaDashboard.Adapters.Kubernetes;

/// <summary>A line of <c>--check</c>.</summary>
/// <param name="IsNote">Nothing failed that the dashboard needs, and somebody should know.</param>
public sealed record KubernetesCheckResult(string What, bool Ok, string Message, bool IsNote = false);
