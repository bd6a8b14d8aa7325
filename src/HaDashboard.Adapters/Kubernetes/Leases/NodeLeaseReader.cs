using System.Collections.Immutable;
using HaDashboard.Adapters.Kubernetes.Api;
using HaDashboard.Adapters.Sources;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Adapters.Kubernetes.Leases;

/// <summary>
/// Reads when the kubelets of the masters last renewed their node leases. An expired lease shows that a kubelet is not responding before
/// the node becomes NotReady. One object per master is read and not the list, which contains every node.
/// </summary>
internal sealed class NodeLeaseReader(
    ImmutableArray<NodeName> masters,
    ApiRoute route,
    TimeSpan timeout,
    TimeProvider time
) : ListReader<Lease>(SourceCatalogue.KubernetesNodeLeases, time)
{
    private const string Namespace = "kube-node-lease";

    private readonly LeaseRenewals _renewals = new(time);

    public override async Task<ImmutableArray<Lease>> ReadAsync(CancellationToken cancellationToken)
    {
        using var deadline = new Deadline(timeout, Time, cancellationToken);
        var found = ImmutableArray.CreateBuilder<Lease>();
        foreach (var master in masters)
        {
            if (await LeaseAsync(master.Value, deadline) is { } lease)
            {
                found.Add(lease);
            }
        }

        return found.ToImmutable();
    }

    internal static ApiRequest Request(string node) =>
        new(
            "get",
            ApiRequest.ResourceIn(Namespace, "leases"),
            $"apis/coordination.k8s.io/v1/namespaces/{Namespace}/leases/{Uri.EscapeDataString(node)}"
        );

    /// <returns>null where the node has no lease: it never joined, or has another name.</returns>
    private async Task<Lease?> LeaseAsync(string node, Deadline deadline)
    {
        var request = Request(node);
        return (await route.Current.FindAsync(request, deadline))?.Member("spec") is { } spec
            ? _renewals.Map(node, spec, "leaseTransitions", "leases")
            : null;
    }
}
