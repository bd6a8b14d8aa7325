using System.Collections.Immutable;
using HaDashboard.Core.Facts.Actions;
using HaDashboard.Core.Facts.ControlPlane;
using HaDashboard.Core.Facts.Etcd;
using HaDashboard.Core.Facts.HaProxy;
using HaDashboard.Core.Facts.HaProxy.Configuration;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Core.Facts.Observations;

/// <summary>
/// A fact and when it was seen: all that ever changes the snapshot. A closed family, so that the reducer can be read at one sitting.
/// </summary>
public abstract record Observation
{
    private protected Observation(DateTimeOffset at) => At = at;

    public DateTimeOffset At { get; }
}

/// <summary>A whole poll of a node's HAProxy.</summary>
public sealed record HaProxyObserved(NodeName Node, HaProxyReading Reading, DateTimeOffset At) : Observation(At);

/// <summary>A source gave no facts, and why. What it said before stays, marked stale.</summary>
public sealed record SourceFailed(SourceId Source, SourceFailure Failure, DateTimeOffset At) : Observation(At);

/// <summary>A watching source has nothing new to say and was just proven to be there.</summary>
/// <param name="Endpoint">Where the answer came from, for the API.</param>
public sealed record SourceAlive(SourceId Source, string? Endpoint, DateTimeOffset At) : Observation(At);

/// <summary>Every node the API has, replacing what was known.</summary>
public sealed record NodesListed(ImmutableArray<Node> Nodes, DateTimeOffset At) : Observation(At);

/// <summary>A node appeared or changed.</summary>
public sealed record NodeSeen(Node Node, DateTimeOffset At) : Observation(At);

public sealed record NodeGone(NodeName Node, DateTimeOffset At) : Observation(At);

/// <summary>Every pod of the watched namespace, replacing what was known.</summary>
public sealed record PodsListed(ImmutableArray<Pod> Pods, DateTimeOffset At) : Observation(At);

/// <summary>A pod appeared or changed.</summary>
public sealed record PodSeen(Pod Pod, DateTimeOffset At) : Observation(At);

public sealed record PodGone(string Namespace, string Name, DateTimeOffset At) : Observation(At);

/// <summary>The locks by which the replicas of a component choose their leader, replacing what was known.</summary>
public sealed record LeasesListed(ImmutableArray<Lease> Leases, DateTimeOffset At) : Observation(At);

/// <summary>The leases by which kubelets say that their nodes live, replacing what was known.</summary>
public sealed record NodeLeasesListed(ImmutableArray<Lease> Leases, DateTimeOffset At) : Observation(At);

/// <summary>An etcd member was asked.</summary>
public sealed record EtcdObserved(NodeName Node, EtcdMember Member, DateTimeOffset At) : Observation(At);

/// <summary>A master's own apiserver was asked.</summary>
public sealed record ApiServerObserved(NodeName Node, ApiServerProbe Probe, DateTimeOffset At) : Observation(At);

/// <summary>The metrics of a master's own apiserver were read.</summary>
public sealed record ApiServerRequestsObserved(NodeName Node, ApiServerRequests Requests, DateTimeOffset At)
    : Observation(At);

/// <summary>A master's controller-manager or scheduler was asked.</summary>
public sealed record ComponentObserved(
    NodeName Node,
    ControlPlaneComponent Component,
    ComponentProbe Probe,
    DateTimeOffset At
) : Observation(At);

/// <summary>A node's own way to the API was tried.</summary>
public sealed record LocalEndpointObserved(NodeName Node, LocalEndpointProbe Probe, DateTimeOffset At)
    : Observation(At);

/// <summary>The serving certificates of a master were looked at.</summary>
public sealed record CertificatesObserved(NodeName Node, ServingCertificates Certificates, DateTimeOffset At)
    : Observation(At);

/// <summary>A node's master CLI was asked for its processes.</summary>
public sealed record MasterProcessObserved(NodeName Node, MasterProcess Master, DateTimeOffset At) : Observation(At);

/// <summary>What is set of a node's servers was read.</summary>
public sealed record RuntimeSettingsObserved(NodeName Node, RuntimeSettings Settings, DateTimeOffset At)
    : Observation(At);

/// <summary>A node's configuration file was read.</summary>
public sealed record ConfigurationObserved(NodeName Node, ConfigurationFile File, DateTimeOffset At) : Observation(At);

/// <summary>The ConfigMap <c>kubeadm-config</c> was read.</summary>
public sealed record KubeadmObserved(KubeadmConfig Config, DateTimeOffset At) : Observation(At);

/// <summary>The ConfigMap <c>kube-proxy</c> was read.</summary>
public sealed record KubeProxyObserved(KubeProxyConfig Config, DateTimeOffset At) : Observation(At);

/// <summary>A node's clock was compared with ours.</summary>
public sealed record ClockObserved(NodeName Node, ClockBounds Ahead, DateTimeOffset At) : Observation(At);

/// <summary>The addresses in a node's kubeconfig files were read.</summary>
public sealed record KubeconfigsObserved(NodeName Node, KubeconfigServers Servers, DateTimeOffset At) : Observation(At);

/// <summary>The unit of a node's HAProxy was read.</summary>
public sealed record UnitObserved(NodeName Node, HaProxyUnit Unit, DateTimeOffset At) : Observation(At);

/// <summary>The dashboard's own key was tried on a node.</summary>
public sealed record KeyObserved(NodeName Node, KeyRights Rights, DateTimeOffset At) : Observation(At);

/// <summary>How far a reload is. Commands never edit the snapshot; what they did is a fact like any other.</summary>
public sealed record ReloadObserved(ReloadRecord Reload, DateTimeOffset At) : Observation(At);

/// <summary>A server's state was set from here, and seen so afterwards.</summary>
public sealed record ServerOrdered(ServerOrder Order, DateTimeOffset At) : Observation(At);

/// <summary>How far an action on several nodes is.</summary>
public sealed record FleetObserved(FleetRecord Fleet, DateTimeOffset At) : Observation(At);

/// <summary>Time passed. Silence is a fact too: it is what turns a source stale.</summary>
public sealed record ClockTicked(DateTimeOffset At) : Observation(At);
