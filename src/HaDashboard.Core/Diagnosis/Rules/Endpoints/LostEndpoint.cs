using System.Collections.Immutable;
using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Facts.Names;

namespace HaDashboard.Core.Diagnosis.Rules.Endpoints;

/// <summary>The symptoms that an unreachable endpoint explains.</summary>
internal static class LostEndpoint
{
    /// <summary>Failures of clients that use the endpoint: kubelets, controllers.</summary>
    internal static ImmutableArray<Explanation> OfClients { get; } =
    [
        Explanation.Always(VipNoHolderRule.Id),
        Explanation.Always(VipSeveralHoldersRule.Id),
        new(EndpointUnreachableRule.Id, static (_, cause, _) => cause.Severity is Severity.Critical),
    ];

    /// <summary>Failures of the dashboard's own requests where its kubeconfig has the endpoint's address.</summary>
    internal static ImmutableArray<Explanation> OfDashboard { get; } =
    [
        new(VipNoHolderRule.Id, static (diagnosis, _, _) => IsUsedByDashboard(diagnosis)),
        new(VipSeveralHoldersRule.Id, static (diagnosis, _, _) => IsUsedByDashboard(diagnosis)),
        new(EndpointUnreachableRule.Id, static (diagnosis, _, _) => IsUsedByDashboard(diagnosis)),
    ];

    private static bool IsUsedByDashboard(ClusterDiagnosis diagnosis) =>
        Uri.TryCreate(diagnosis.Snapshot.Kubernetes.Api.Value?.Address, UriKind.Absolute, out var server)
        && HostPort.Of(server) == diagnosis.Endpoints.HostPort;
}
