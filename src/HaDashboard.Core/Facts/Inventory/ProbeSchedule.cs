using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Core.Facts.Inventory;

/// <summary>How often the parts of the control plane are asked.</summary>
public sealed record ProbeSchedule(
    TimeSpan Etcd,
    TimeSpan ApiServer,
    TimeSpan LocalEndpoint,
    TimeSpan Healthz,
    TimeSpan Certificates,
    TimeSpan Leases
)
{
    /// <summary>A kubelet renews its own every ten seconds.</summary>
    public TimeSpan NodeLeases { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>An apiserver's metrics are some megabytes, which it must gather each time.</summary>
    public TimeSpan ApiServerRequests { get; init; } = TimeSpan.FromMinutes(1);

    public static ProbeSchedule Default { get; } =
        new(
            TimeSpan.FromSeconds(2),
            TimeSpan.FromSeconds(2),
            TimeSpan.FromSeconds(2),
            TimeSpan.FromSeconds(5),
            TimeSpan.FromMinutes(5),
            TimeSpan.FromSeconds(2)
        );

    /// <summary>null for what is not a probe.</summary>
    public TimeSpan? IntervalOf(SourceKind kind) =>
        kind switch
        {
            SourceKind.Etcd => Etcd,
            SourceKind.ApiServer => ApiServer,
            SourceKind.LocalEndpoint => LocalEndpoint,
            SourceKind.ControllerManager or SourceKind.Scheduler => Healthz,
            SourceKind.Certificates => Certificates,
            SourceKind.KubernetesLeases => Leases,
            SourceKind.KubernetesNodeLeases => NodeLeases,
            SourceKind.ApiServerRequests => ApiServerRequests,
            _ => null,
        };
}
