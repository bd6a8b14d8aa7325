using System.Collections.Immutable;
using HaDashboard.Core.Facts.Names;

namespace HaDashboard.Core.Facts.Kubernetes;

/// <summary>A node as the Kubernetes API knows it: the columns of <c>kubectl get nodes -o wide</c>, and what judgement needs.</summary>
/// <param name="IsMaster">Labelled <c>control-plane</c> or, before Kubernetes 1.24, <c>master</c>.</param>
/// <param name="Roles">The <c>node-role.kubernetes.io/…</c> labels, sorted, as kubectl shows them.</param>
/// <param name="Taints"><c>key=value:effect</c>.</param>
public sealed record Node(
    NodeName Name,
    bool IsMaster,
    ImmutableArray<string> Roles,
    bool Unschedulable,
    ImmutableArray<Condition> Conditions,
    ImmutableArray<string> Taints,
    string? KubeletVersion,
    string? InternalIp,
    string? ExternalIp,
    string? OsImage,
    string? KernelVersion,
    string? ContainerRuntime,
    DateTimeOffset? CreatedAt
)
{
    /// <summary>True only for a Ready condition of <c>True</c>; null when the API itself does not know (the kubelet has gone silent) or there is none.</summary>
    public bool? Ready => ReadyCondition?.IsTrue;

    public Condition? ReadyCondition =>
        Conditions.FirstOrDefault(c => c.Type.Equals("Ready", StringComparison.Ordinal));
}
