namespace HaDashboard.Core.Facts.Kubernetes;

/// <summary>The object that controls a pod, from the owner reference with <c>controller: true</c>.</summary>
/// <param name="Kind"><c>ReplicaSet</c>, <c>DaemonSet</c>, <c>StatefulSet</c>, <c>Job</c>; <c>Node</c> for a static pod.</param>
public sealed record PodOwner(string Kind, string Name);
