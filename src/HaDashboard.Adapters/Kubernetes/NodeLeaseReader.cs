using System.Collections.Immutable;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Observations;
using HaDashboard.Core.Facts.Sources;
using Microsoft.Extensions.Logging;

namespace HaDashboard.Adapters.Kubernetes;

/// <summary>
/// Asks when the kubelets of the masters last renewed their nodes' leases: minutes before a node is called NotReady, its lease says that its
/// kubelet is silent. One object per master and not the list, which holds every node there is.
/// </summary>
internal sealed class NodeLeaseReader(
    ImmutableArray<NodeName> masters,
    ApiRoute route,
    IObservationSink sink,
    TimeSpan interval,
    TimeSpan timeout,
    TimeProvider time,
    ILogger logger
)
{
    private const string Namespace = "kube-node-lease";

    private readonly LeaseSight _sight = new(time);

    public Task RunAsync(CancellationToken stop) =>
        new ApiReadLoop(
            SourceId.KubernetesNodeLeases,
            "When the masters' kubelets last renewed their leases is not known",
            ReadAsync,
            sink,
            interval,
            timeout,
            time,
            logger
        ).RunAsync(stop);

    private async Task<Observation> ReadAsync(Deadline deadline)
    {
        var found = ImmutableArray.CreateBuilder<Lease>();
        foreach (var master in masters)
        {
            if (await LeaseAsync(master.Value, deadline) is { } lease)
            {
                found.Add(lease);
            }
        }

        return new NodeLeasesListed(found.ToImmutable(), time.GetUtcNow());
    }

    /// <returns>null where the node has none: it never joined, or under another name.</returns>
    private async Task<Lease?> LeaseAsync(string node, Deadline deadline)
    {
        var request = new ApiRequest(
            "get",
            $"leases in {Namespace}",
            $"apis/coordination.k8s.io/v1/namespaces/{Namespace}/leases/{Uri.EscapeDataString(node)}"
        );
        return (await route.Current.FindAsync(request, deadline))?.Member("spec") is { } spec
            ? _sight.Map(node, spec, "leaseTransitions", "leases")
            : null;
    }
}
