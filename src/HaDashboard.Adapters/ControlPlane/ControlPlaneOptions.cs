using System.Collections.Immutable;
using HaDashboard.Core.Facts.Inventory;

namespace HaDashboard.Adapters.ControlPlane;

/// <summary>Where the parts of the control plane answer, on each node's own loopback, and how often they are asked.</summary>
public sealed record ControlPlaneOptions
{
    /// <summary>The nodes and what they are. Masters are asked for everything, workers for their local endpoint.</summary>
    public required ImmutableArray<InventoryNode> Nodes { get; init; }

    public Uri EtcdMetrics { get; init; } = new("http://127.0.0.1:2381");

    /// <summary>Where etcd serves its clients: only its certificate is looked at, and whether anybody listens.</summary>
    public int EtcdClientPort { get; init; } = 2379;

    public Uri ApiServer { get; init; } = new("https://127.0.0.1:6443");

    public Uri ControllerManager { get; init; } = new("https://127.0.0.1:10257");

    public Uri Scheduler { get; init; } = new("https://127.0.0.1:10259");

    /// <summary>The plain ports that clusters before 1.17 had; tried where the secure one is closed.</summary>
    public Uri? OldControllerManager { get; init; } = new("http://127.0.0.1:10252");

    public Uri? OldScheduler { get; init; } = new("http://127.0.0.1:10251");

    public Uri LocalEndpoint { get; init; } = new("https://127.0.0.1:5443");

    /// <summary>New connections per round: a multiple of the masters, or a balanced part that fails may be missed.</summary>
    public int LocalEndpointConnections { get; init; } = 3;

    public ProbeSchedule Schedule { get; init; } = ProbeSchedule.Default;

    /// <summary>How long one round of one probe may take.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(4);
}
