using System.Collections.Immutable;
using System.Text.Json;
using HaDashboard.Adapters.Kubernetes.Api;
using HaDashboard.Adapters.Sources;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Adapters.Kubernetes.Leases;

/// <summary>
/// Reads who leads the controller-manager and the scheduler. The leases are read and not watched, because both change every two seconds. If
/// there is no such lease, the lock is an annotation of an Endpoints object, as in clusters before 1.17, or of a ConfigMap, if so
/// configured.
/// </summary>
internal sealed class LeaseReader(string @namespace, ApiRoute route, TimeSpan timeout, TimeProvider time)
    : ListReader<Lease>(SourceCatalogue.KubernetesLeases, time)
{
    private const string LockAnnotation = "control-plane.alpha.kubernetes.io/leader";
    private static readonly ImmutableArray<ControlPlaneComponent> Led =
    [
        ControlPlaneComponent.ControllerManager,
        ControlPlaneComponent.Scheduler,
    ];

    private readonly LeaseRenewals _renewals = new(time);

    public override async Task<ImmutableArray<Lease>> ReadAsync(CancellationToken cancellationToken)
    {
        using var deadline = new Deadline(timeout, Time, cancellationToken);
        var found = ImmutableArray.CreateBuilder<Lease>();
        foreach (var component in Led)
        {
            if (
                (
                    await LeaseAsync(component.Id(), deadline)
                    ?? await AnnotatedAsync("endpoints", component.Id(), deadline)
                    ?? await AnnotatedAsync("configmaps", component.Id(), deadline)
                ) is
                { } lease
            )
            {
                found.Add(lease);
            }
        }

        return found.ToImmutable();
    }

    private async Task<Lease?> LeaseAsync(string name, Deadline deadline)
    {
        var request = new ApiRequest(
            "get",
            ApiRequest.ResourceIn(@namespace, "leases"),
            $"apis/coordination.k8s.io/v1/namespaces/{Uri.EscapeDataString(@namespace)}/leases/{name}"
        );
        return await route.Current.FindAsync(request, deadline) is { } json && json.Member("spec") is { } spec
            ? _renewals.Map(name, spec, "leaseTransitions", "leases")
            : null;
    }

    private async Task<Lease?> AnnotatedAsync(string resource, string name, Deadline deadline)
    {
        try
        {
            var request = new ApiRequest(
                "get",
                ApiRequest.ResourceIn(@namespace, resource),
                $"api/v1/namespaces/{Uri.EscapeDataString(@namespace)}/{resource}/{name}"
            );
            if (
                (await route.Current.FindAsync(request, deadline))
                    ?.Member("metadata")
                    .Member("annotations")
                    .Member(LockAnnotation)
                    .Text()
                is not { } text
            )
            {
                return null;
            }

            using var json = JsonDocument.Parse(text);
            return _renewals.Map(name, json.RootElement, "leaderTransitions", resource);
        }
        catch (Exception exception)
            when (exception is JsonException or SourceFailureException { Kind: FailureKind.Forbidden })
        {
            return null; // without a right to the old kinds of locks, there is none to report
        }
    }
}
