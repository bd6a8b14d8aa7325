using System.Collections.Immutable;
using HaDashboard.Core.Facts.Inventory;

namespace HaDashboard.Adapters.ControlPlane;

/// <summary>The loopback addresses of the control-plane components on each node, and how often they are probed.</summary>
public sealed record ControlPlaneOptions
{
    /// <summary>The nodes and their roles. All probes run on control-plane nodes; on workers only the local endpoint is probed.</summary>
    public required ImmutableArray<InventoryNode> Nodes { get; init; }

    public Uri EtcdMetrics { get; init; } = new("http://127.0.0.1:2381");

    /// <summary>The client port of etcd. The probes only read its certificate and test whether the port is open.</summary>
    public int EtcdClientPort { get; init; } = 2379;

    public Uri ApiServer { get; init; } = new("https://127.0.0.1:6443");

    public Uri ControllerManager { get; init; } = new("https://127.0.0.1:10257");

    public Uri Scheduler { get; init; } = new("https://127.0.0.1:10259");

    /// <summary>The plain HTTP ports of clusters before 1.17; tried where the secure port is closed.</summary>
    public Uri? OldControllerManager { get; init; } = new("http://127.0.0.1:10252");

    public Uri? OldScheduler { get; init; } = new("http://127.0.0.1:10251");

    public Uri LocalEndpoint { get; init; } = new("https://127.0.0.1:5443");

    /// <summary>
    /// New connections per round. It should be a multiple of the number of control-plane nodes: with fewer, a round may miss the server
    /// that fails.
    /// </summary>
    public int LocalEndpointConnections { get; init; } = 3;

    public ProbeSchedule Schedule { get; init; } = ProbeSchedule.Default;

    /// <summary>The time limit for one round of one probe.</summary>
    public TimeSpan Timeout => Schedule.Timeout;
}
