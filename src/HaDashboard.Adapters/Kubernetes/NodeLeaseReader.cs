using System.Collections.Immutable;
using HaDashboard.Core;
using HaDashboard.Core.Inventory;
using HaDashboard.Core.Kubernetes;
using HaDashboard.Core.Observations;
using Microsoft.Extensions.Logging;

namespace HaDashboard.Adapters.Kubernetes;

/// <summary>
/// Asks when the kubelets of the masters last renewed their nodes' leases: minutes before a node is called NotReady, its lease says that its
/// kubelet is silent. One object per master and not the list, which holds every node there is.
/// </summary>
internal sealed partial class NodeLeaseReader(
    ImmutableArray<NodeName> masters, ApiRoute route, IObservationSink sink, TimeSpan interval, TimeSpan timeout, TimeProvider time, ILogger logger)
{
    private const string Namespace = "kube-node-lease";

    private readonly LeaseSight _sight = new(time);
    private FailureKind? _failing;

    public async Task RunAsync(CancellationToken stop)
    {
        try
        {
            using var timer = new PeriodicTimer(interval, time);
            do
            {
                await ReadAsync(stop);
            }
            while (await timer.WaitForNextTickAsync(stop));
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // shutdown, not an error
        }
    }

    private async Task ReadAsync(CancellationToken stop)
    {
        try
        {
            using var deadline = new Deadline(timeout, time, stop);
            var found = ImmutableArray.CreateBuilder<Lease>();
            foreach (var master in masters)
            {
                if (await LeaseAsync(master.Value, deadline) is { } lease)
                {
                    found.Add(lease);
                }
            }

            _failing = null;
            sink.Offer(new NodeLeasesListed(found.ToImmutable(), time.GetUtcNow()));
        }
        catch (Exception exception) when (!stop.IsCancellationRequested)
        {
            var failure = exception is SourceFailureException known ? known.ToFailure() : new SourceFailure(FailureKind.Other, Printable.Excerpt(exception.Message, 300));
            if (_failing != failure.Kind)
            {
                Log.Failed(logger, failure.Message);
            }

            _failing = failure.Kind;
            sink.Offer(new SourceFailed(SourceId.KubernetesNodeLeases, failure, time.GetUtcNow()));
        }
    }

    /// <returns>null where the node has none: it never joined, or under another name.</returns>
    private async Task<Lease?> LeaseAsync(string node, Deadline deadline)
    {
        try
        {
            var request = new ApiRequest("get", $"leases in {Namespace}", $"apis/coordination.k8s.io/v1/namespaces/{Namespace}/leases/{Uri.EscapeDataString(node)}");
            return (await route.Current.GetAsync(request, deadline)).Member("spec") is { } spec ? _sight.Map(node, spec, "leaseTransitions", "leases") : null;
        }
        catch (SourceFailureException e) when (e.Kind is FailureKind.NotFound)
        {
            return null;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "When the masters' kubelets last renewed their leases is not known: {Reason}")]
        public static partial void Failed(ILogger logger, string reason);
    }
}
