namespace HaDashboard.Adapters.Kubernetes;

/// <summary>A row of <c>--check</c>.</summary>
/// <param name="IsNote">The dashboard does not need what failed, but an administrator should know it.</param>
public sealed record KubernetesCheckResult(string What, bool Ok, string Message, bool IsNote = false);
