using HaDashboard.Core.Facts.ControlPlane;
using HaDashboard.Core.Facts.Etcd;
using HaDashboard.Core.Facts.HaProxy;
using HaDashboard.Core.Facts.HaProxy.Configuration;
using HaDashboard.Core.Facts.Inventory;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Core.Facts.Snapshots;

/// <summary>A watched node and what its own sources say. The probes of the control plane stay <see cref="Freshness.Never"/> where nobody asks.</summary>
public sealed record NodeState(InventoryNode Config, Slice<HaProxyReading> HaProxy)
{
    /// <summary>The poll before the last, for what only a difference tells: rates. null where there is none to compare with: the first poll,
    /// the first after a silence, and the first of a new worker, whose counters start at zero.</summary>
    public Slice<HaProxyReading>? Before { get; init; }

    public NodeName Name => Config.Name;

    public bool IsMaster => Config.Role is NodeRole.Master;

    public Slice<EtcdMember> Etcd { get; init; } = Slice<EtcdMember>.Never;

    public Slice<ApiServerProbe> ApiServer { get; init; } = Slice<ApiServerProbe>.Never;

    public Slice<ApiServerRequests> ApiServerRequests { get; init; } = Slice<ApiServerRequests>.Never;

    public Slice<ComponentProbe> ControllerManager { get; init; } = Slice<ComponentProbe>.Never;

    public Slice<ComponentProbe> Scheduler { get; init; } = Slice<ComponentProbe>.Never;

    /// <summary>Of every node, workers included.</summary>
    public Slice<LocalEndpointProbe> LocalEndpoint { get; init; } = Slice<LocalEndpointProbe>.Never;

    public Slice<ServingCertificates> Certificates { get; init; } = Slice<ServingCertificates>.Never;

    /// <summary>The processes of its HAProxy; never observed where no master socket is configured.</summary>
    public Slice<MasterProcess> Master { get; init; } = Slice<MasterProcess>.Never;

    /// <summary>What is set of its servers, by the file or by hand.</summary>
    public Slice<RuntimeSettings> Settings { get; init; } = Slice<RuntimeSettings>.Never;

    /// <summary>Its configuration file.</summary>
    public Slice<NodeConfiguration> Configuration { get; init; } = Slice<NodeConfiguration>.Never;

    /// <summary>How far its clock is from ours; of masters, and of nodes with a command that tells it.</summary>
    public Slice<ClockBounds> Clock { get; init; } = Slice<ClockBounds>.Never;

    public Slice<KubeconfigServers> Kubeconfigs { get; init; } = Slice<KubeconfigServers>.Never;

    /// <summary>The systemd unit of its HAProxy.</summary>
    public Slice<HaProxyUnit> Unit { get; init; } = Slice<HaProxyUnit>.Never;

    /// <summary>What our own key may do there.</summary>
    public Slice<KeyRights> Key { get; init; } = Slice<KeyRights>.Never;

    internal NodeState Failed(SourceKind kind, SourceFailure failure, DateTimeOffset at) =>
        kind switch
        {
            SourceKind.HaProxy => With(HaProxy, HaProxy.Failed(failure, at), static (n, s) => n with { HaProxy = s }),
            SourceKind.Etcd => With(Etcd, Etcd.Failed(failure, at), static (n, s) => n with { Etcd = s }),
            SourceKind.ApiServer => With(ApiServer, ApiServer.Failed(failure, at), static (n, s) =>
                n with
                {
                    ApiServer = s,
                }
            ),
            SourceKind.ApiServerRequests => With(
                ApiServerRequests,
                ApiServerRequests.Failed(failure, at),
                static (n, s) => n with { ApiServerRequests = s }
            ),
            SourceKind.ControllerManager => With(
                ControllerManager,
                ControllerManager.Failed(failure, at),
                static (n, s) => n with { ControllerManager = s }
            ),
            SourceKind.Scheduler => With(Scheduler, Scheduler.Failed(failure, at), static (n, s) =>
                n with
                {
                    Scheduler = s,
                }
            ),
            SourceKind.LocalEndpoint => With(LocalEndpoint, LocalEndpoint.Failed(failure, at), static (n, s) =>
                n with
                {
                    LocalEndpoint = s,
                }
            ),
            SourceKind.Certificates => With(Certificates, Certificates.Failed(failure, at), static (n, s) =>
                n with
                {
                    Certificates = s,
                }
            ),
            SourceKind.HaProxyMaster => With(Master, Master.Failed(failure, at), static (n, s) =>
                n with
                {
                    Master = s,
                }
            ),
            SourceKind.HaProxySettings => With(Settings, Settings.Failed(failure, at), static (n, s) =>
                n with
                {
                    Settings = s,
                }
            ),
            SourceKind.HaProxyConfiguration => With(Configuration, Configuration.Failed(failure, at), static (n, s) =>
                n with
                {
                    Configuration = s,
                }
            ),
            SourceKind.Clock => With(Clock, Clock.Failed(failure, at), static (n, s) => n with { Clock = s }),
            SourceKind.Kubeconfigs => With(Kubeconfigs, Kubeconfigs.Failed(failure, at), static (n, s) =>
                n with
                {
                    Kubeconfigs = s,
                }
            ),
            SourceKind.HaProxyUnit => With(Unit, Unit.Failed(failure, at), static (n, s) => n with { Unit = s }),
            SourceKind.OwnKey => With(Key, Key.Failed(failure, at), static (n, s) => n with { Key = s }),
            _ => this,
        };

    internal NodeState Ticked(DateTimeOffset now, ClusterInventory inventory)
    {
        var next = With(HaProxy, HaProxy.Ticked(now, inventory.StaleAfter), static (n, s) => n with { HaProxy = s });
        next = next.With(Etcd, Etcd.Ticked(now, inventory.StaleAfterOf(SourceKind.Etcd)), static (n, s) =>
            n with
            {
                Etcd = s,
            }
        );
        next = next.With(
            ApiServer,
            ApiServer.Ticked(now, inventory.StaleAfterOf(SourceKind.ApiServer)),
            static (n, s) => n with { ApiServer = s }
        );
        next = next.With(
            ApiServerRequests,
            ApiServerRequests.Ticked(now, inventory.StaleAfterOf(SourceKind.ApiServerRequests)),
            static (n, s) => n with { ApiServerRequests = s }
        );
        next = next.With(
            ControllerManager,
            ControllerManager.Ticked(now, inventory.StaleAfterOf(SourceKind.ControllerManager)),
            static (n, s) => n with { ControllerManager = s }
        );
        next = next.With(
            Scheduler,
            Scheduler.Ticked(now, inventory.StaleAfterOf(SourceKind.Scheduler)),
            static (n, s) => n with { Scheduler = s }
        );
        next = next.With(
            LocalEndpoint,
            LocalEndpoint.Ticked(now, inventory.StaleAfterOf(SourceKind.LocalEndpoint)),
            static (n, s) => n with { LocalEndpoint = s }
        );
        next = next.With(
            Certificates,
            Certificates.Ticked(now, inventory.StaleAfterOf(SourceKind.Certificates)),
            static (n, s) => n with { Certificates = s }
        );
        next = next.With(Master, Master.Ticked(now, inventory.StaleAfterOf(SourceKind.HaProxyMaster)), static (n, s) =>
            n with
            {
                Master = s,
            }
        );
        next = next.With(
            Settings,
            Settings.Ticked(now, inventory.StaleAfterOf(SourceKind.HaProxySettings)),
            static (n, s) => n with { Settings = s }
        );
        next = next.With(Clock, Clock.Ticked(now, inventory.StaleAfterOf(SourceKind.Clock)), static (n, s) =>
            n with
            {
                Clock = s,
            }
        );
        next = next.With(
            Kubeconfigs,
            Kubeconfigs.Ticked(now, inventory.StaleAfterOf(SourceKind.Kubeconfigs)),
            static (n, s) => n with { Kubeconfigs = s }
        );
        next = next.With(Unit, Unit.Ticked(now, inventory.StaleAfterOf(SourceKind.HaProxyUnit)), static (n, s) =>
            n with
            {
                Unit = s,
            }
        );
        next = next.With(Key, Key.Ticked(now, inventory.StaleAfterOf(SourceKind.OwnKey)), static (n, s) =>
            n with
            {
                Key = s,
            }
        );
        return next.With(
            Configuration,
            Configuration.Ticked(now, inventory.StaleAfterOf(SourceKind.HaProxyConfiguration)),
            static (n, s) => n with { Configuration = s }
        );
    }

    /// <summary>The same reference for the same slice.</summary>
    internal NodeState With<T>(Slice<T> before, Slice<T> after, Func<NodeState, Slice<T>, NodeState> put)
        where T : class => ReferenceEquals(before, after) ? this : put(this, after);

    /// <summary>
    /// The node after its file was read. Whoever saw the worker start knows what it started with: the file as it is read within seconds of
    /// that. Of a worker that ran before anybody looked, nobody knows.
    /// </summary>
    internal NodeState Read(ConfigurationFile file, DateTimeOffset at)
    {
        var known = Configuration.Value;
        var worker = HaProxy.FreshValue?.Process;
        var (loaded, by) =
            worker is null || (known?.LoadedBy is { } old && worker.IsSameWorker(old))
                ? (known?.Loaded, known?.LoadedBy)
            : worker.UptimeSeconds <= ReadingSchedule.SeenToStart.TotalSeconds ? (file, worker)
            : (null, null);
        return With(Configuration, Configuration.Observed(new NodeConfiguration(file, loaded, by), at), static (n, s) =>
            n with
            {
                Configuration = s,
            }
        );
    }

    /// <summary>The node after its HAProxy answered.</summary>
    internal NodeState Heard(Slice<HaProxyReading> next) =>
        ReferenceEquals(next, HaProxy)
            ? this
            : this with
            {
                HaProxy = next,
                Before =
                    next.ObservedAt == HaProxy.ObservedAt ? Before
                    : HaProxy is { IsFresh: true, Value: { } old } && old.Process.IsSameWorker(next.Value!.Process)
                        ? HaProxy
                    : null,
            };
}
