using System.Collections.Immutable;
using HaDashboard.Core.Facts.Names;

namespace HaDashboard.Core.Facts.Kubernetes;

/// <summary>
/// A node according to the Kubernetes API: the columns of <c>kubectl get nodes -o wide</c>, and the fields that rules need.
/// </summary>
/// <param name="IsMaster">True if the node has the label <c>control-plane</c> or, before Kubernetes 1.24, <c>master</c>.</param>
/// <param name="Roles">The <c>node-role.kubernetes.io/…</c> labels, sorted, as kubectl shows them.</param>
/// <param name="Taints">Each as <c>key=value:effect</c>.</param>
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
    /// <summary>
    /// Every IP address and name of the node, in the order of the API. A node with two address families has an InternalIP of each.
    /// </summary>
    public ImmutableArray<NodeAddress> Addresses { get; init; } = [];

    /// <summary>
    /// The Ready condition as a boolean; null if the API reports <c>Unknown</c> (the kubelet stopped reporting) or has no such condition.
    /// </summary>
    public bool? Ready => ReadyCondition?.IsTrue;

    public Condition? ReadyCondition =>
        Conditions.FirstOrDefault(c => c.Type.Equals("Ready", StringComparison.Ordinal));
}
