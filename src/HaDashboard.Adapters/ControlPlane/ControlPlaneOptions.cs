using System.Collections.Immutable;
using HaDashboard.Core.Facts.Inventory;

namespace HaDashboard.Adapters.ControlPlane;

/// <summary>Which nodes are probed, with which files and how often.</summary>
public sealed record ControlPlaneOptions
{
    /// <summary>The nodes and their roles, in the order of the configuration. The components are probed on masters only.</summary>
    public required ImmutableArray<InventoryNode> Nodes { get; init; }

    /// <summary>The client certificate for etcd's TLS ports, in PEM; null: etcd is asked by plain HTTP only.</summary>
    public string? EtcdCertificateFile { get; init; }

    public string? EtcdKeyFile { get; init; }

    /// <summary>The CA of etcd's server certificates; null: they are not verified.</summary>
    public string? EtcdCaFile { get; init; }

    /// <summary>
    /// New connections to an endpoint per round. It should be a multiple of the number of control-plane nodes: with fewer, a round may
    /// miss the server that fails.
    /// </summary>
    public int EndpointConnections { get; init; } = 3;

    public ProbeSchedule Schedule { get; init; } = ProbeSchedule.Default;

    /// <summary>The time limit for one round of one probe.</summary>
    public TimeSpan Timeout => Schedule.Timeout;
}
