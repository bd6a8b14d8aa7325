using System.Collections.Immutable;
using System.Text.Json;
using HaDashboard.Core;
using HaDashboard.Core.Kubernetes;
using HaDashboard.Core.Observations;
using Microsoft.Extensions.Logging;

namespace HaDashboard.Adapters.Kubernetes;

/// <summary>
/// Asks who leads the controller-manager and the scheduler. Read and not watched: two objects that change every two seconds. Where there is no
/// such lease the lock is on an Endpoints, as clusters before 1.17 have it, or on a ConfigMap, where somebody chose that.
/// </summary>
internal sealed partial class LeaseReader(
    string @namespace, ApiRoute route, IObservationSink sink, TimeSpan interval, TimeSpan timeout, TimeProvider time, ILogger logger)
{
    private const string LockAnnotation = "control-plane.alpha.kubernetes.io/leader";
    private static readonly ImmutableArray<ControlPlaneComponent> Led = [ControlPlaneComponent.ControllerManager, ControlPlaneComponent.Scheduler];

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
            var found = new List<Lease>();
            foreach (var component in Led)
            {
                if ((await LeaseAsync(component.Id(), deadline)
                    ?? await AnnotatedAsync("endpoints", component.Id(), deadline)
                    ?? await AnnotatedAsync("configmaps", component.Id(), deadline)) is { } lease)
                {
                    found.Add(lease);
                }
            }

            _failing = null;
            sink.Offer(new LeasesListed([.. found], time.GetUtcNow()));
        }
        catch (Exception exception) when (!stop.IsCancellationRequested)
        {
            var failure = exception is SourceFailureException known ? known.ToFailure() : new SourceFailure(FailureKind.Other, Printable.Excerpt(exception.Message, 300));
            if (_failing != failure.Kind)
            {
                Log.Failed(logger, failure.Message);
            }

            _failing = failure.Kind;
            sink.Offer(new SourceFailed(SourceId.KubernetesLeases, failure, time.GetUtcNow()));
        }
    }

    private async Task<Lease?> LeaseAsync(string name, Deadline deadline)
    {
        var request = new ApiRequest("get", $"leases in {@namespace}", $"apis/coordination.k8s.io/v1/namespaces/{Uri.EscapeDataString(@namespace)}/leases/{name}");
        return await GetAsync(request, deadline) is { } json && json.Member("spec") is { } spec
            ? _sight.Map(name, spec, "leaseTransitions", "leases")
            : null;
    }

    private async Task<Lease?> AnnotatedAsync(string resource, string name, Deadline deadline)
    {
        try
        {
            var request = new ApiRequest("get", $"{resource} in {@namespace}", $"api/v1/namespaces/{Uri.EscapeDataString(@namespace)}/{resource}/{name}");
            if ((await GetAsync(request, deadline))?.Member("metadata").Member("annotations").Member(LockAnnotation).Text() is not { } text)
            {
                return null;
            }

            using var json = JsonDocument.Parse(text);
            return _sight.Map(name, json.RootElement, "leaderTransitions", resource);
        }
        catch (Exception exception) when (exception is JsonException or SourceFailureException { Kind: FailureKind.Forbidden })
        {
            return null; // the right to look at old locks is not worth a complaint where there are none
        }
    }

    private async Task<JsonElement?> GetAsync(ApiRequest request, Deadline deadline)
    {
        try
        {
            return await route.Current.GetAsync(request, deadline);
        }
        catch (SourceFailureException e) when (e.Kind is FailureKind.NotFound)
        {
            return null;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "Who leads the controller-manager and the scheduler is not known: {Reason}")]
        public static partial void Failed(ILogger logger, string reason);
    }
}
