using System.Collections.Immutable;
using HaDashboard.Core.Facts.ControlPlane;
using HaDashboard.Core.Facts.Etcd;
using HaDashboard.Core.Facts.HaProxy;
using HaDashboard.Core.Facts.HaProxy.Configuration;
using HaDashboard.Core.Facts.HaProxy.Limits;
using HaDashboard.Core.Facts.Inventory;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Core.Facts.Snapshots;

/// <summary>A watched node and the facts of its own sources. A source that is not read stays <see cref="Freshness.Never"/>.</summary>
public sealed record NodeState(InventoryNode Config)
{
    /// <summary>One for each source that a node may have.</summary>
    public SliceSet Slices { get; private init; } = SliceSet.NeverObserved(SourceCatalogue.OfNodes);

    /// <summary>
    /// The poll before the last, for what only a difference shows: rates. null where there is none to compare with: the first poll, the
    /// first after an outage, and the first of a new worker, whose counters start at zero.
    /// </summary>
    public Slice<HaProxyReading>? Before { get; internal init; }

    /// <summary>
    /// The limits that its HAProxy has reached within the last seconds, as of the last poll; a limit that is reached for the first time is
    /// not confirmed.
    /// </summary>
    public ImmutableArray<ReachedLimit> Limits { get; internal init; } = [];

    public NodeName Name => Config.Name;

    public bool IsMaster => Config.Role is NodeRole.Master;

    public Slice<HaProxyReading> HaProxy => Of(SourceCatalogue.HaProxy);

    public Slice<EtcdMember> Etcd => Of(SourceCatalogue.Etcd);

    public Slice<ApiServerProbe> ApiServer => Of(SourceCatalogue.ApiServer);

    public Slice<ApiServerRequests> ApiServerRequests => Of(SourceCatalogue.ApiServerRequests);

    public Slice<ComponentProbe> ControllerManager => Of(SourceCatalogue.ControllerManager);

    public Slice<ComponentProbe> Scheduler => Of(SourceCatalogue.Scheduler);

    /// <summary>Of every node, workers included.</summary>
    public Slice<EndpointProbe> LocalEndpoint => Of(SourceCatalogue.LocalEndpoint);

    /// <summary>The address that all clients use, as this node reaches it.</summary>
    public Slice<EndpointProbe> Endpoint => Of(SourceCatalogue.Endpoint);

    /// <summary>The addresses that the machine has now.</summary>
    public Slice<MachineAddresses> Addresses => Of(SourceCatalogue.NodeAddresses);

    public Slice<MachineAddresses> ResolvedAddresses => Of(SourceCatalogue.ResolvedAddresses);

    /// <summary>A node that runs HAProxy.</summary>
    public bool HasHaProxy => Config.HasHaProxy;

    public Slice<ServingCertificates> Certificates => Of(SourceCatalogue.Certificates);

    /// <summary>The processes of its HAProxy; never observed where no master socket is configured.</summary>
    public Slice<MasterProcess> MasterProcess => Of(SourceCatalogue.HaProxyMasterProcess);

    /// <summary>The settings of its servers, from the file or the runtime API.</summary>
    public Slice<RuntimeSettings> Settings => Of(SourceCatalogue.HaProxySettings);

    /// <summary>Its configuration file.</summary>
    public Slice<NodeConfiguration> Configuration => Of(SourceCatalogue.HaProxyConfiguration);

    /// <summary>How far its clock is from ours; of masters, and of nodes with a command that prints it.</summary>
    public Slice<ClockBounds> Clock => Of(SourceCatalogue.Clock);

    public Slice<KubeconfigServers> Kubeconfigs => Of(SourceCatalogue.Kubeconfigs);

    /// <summary>The systemd unit of its HAProxy.</summary>
    public Slice<HaProxyUnit> Unit => Of(SourceCatalogue.HaProxyUnit);

    /// <summary>What our own key may do there.</summary>
    public Slice<KeyRights> OwnKey => Of(SourceCatalogue.OwnKey);

    public Slice<T> Of<T>(SourceDescriptor<T> source)
        where T : class => Slices.Get(source);

    /// <returns>The same reference for the same slice.</returns>
    public NodeState With<T>(SourceDescriptor<T> source, Slice<T> slice)
        where T : class => With(Slices.With(source, slice));

    /// <returns>The same reference for the same slices.</returns>
    internal NodeState With(SliceSet slices) => ReferenceEquals(slices, Slices) ? this : this with { Slices = slices };
}
