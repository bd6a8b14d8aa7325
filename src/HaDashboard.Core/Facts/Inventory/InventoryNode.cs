using System.Collections.Immutable;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Core.Facts.Inventory;

/// <summary>The part that a machine plays in the cluster.</summary>
public enum NodeRole
{
    /// <summary>A control-plane node.</summary>
    Master,

    Worker,

    /// <summary>An HAProxy in front of the apiservers on a machine that is no node of the cluster.</summary>
    LoadBalancer,
}

/// <summary>A configured node.</summary>
/// <param name="Address">Host name or IP of the node as configured; null for the dashboard's own host.</param>
/// <param name="HasMasterSocket">Its HAProxy's master CLI is configured: only this reports old workers and failed reloads.</param>
public sealed record InventoryNode(NodeName Name, NodeRole Role, string? Address, bool HasMasterSocket = false)
{
    public const int DefaultApiServerPort = 6443;

    /// <summary>The doctor commands that are configured for the node.</summary>
    public DoctorCommands Doctor { get; init; }

    /// <summary>Further host names and IP addresses of the same machine.</summary>
    public ImmutableArray<string> Addresses { get; init; } = [];

    /// <summary>The names and addresses of the machine as configured.</summary>
    public IEnumerable<string> Hosts => Addresses.Prepend(Address ?? "").Append(Name.Value).Where(host => host.Length > 0);

    /// <summary>False where the machine runs no HAProxy on purpose.</summary>
    public bool HasHaProxy { get; init; } = true;

    /// <summary>The port of the apiserver on this master as configured; null: not configured.</summary>
    public int? ApiServerPort { get; init; }

    /// <summary>Where its control-plane components listen, as configured for this node or for all nodes.</summary>
    public ComponentUrls Components { get; init; } = ComponentUrls.None;

    /// <summary>Whether the node can have this source. Without it, its absence is no finding.</summary>
    public bool Has(SourceDescriptor source) =>
        (HasHaProxy || !source.NeedsHaProxy)
        && (Role is NodeRole.Master || source.Scope is not SourceScope.Master)
        && (Role is not NodeRole.LoadBalancer || source.Kind is not SourceKind.LocalEndpoint);

    public bool Equals(InventoryNode? other) =>
        other is not null
        && (Name, Role, Address, HasMasterSocket, Doctor, HasHaProxy)
            == (other.Name, other.Role, other.Address, other.HasMasterSocket, other.Doctor, other.HasHaProxy)
        && (ApiServerPort, Components) == (other.ApiServerPort, other.Components)
        && Addresses.SequenceEqual(other.Addresses, StringComparer.OrdinalIgnoreCase);

    public override int GetHashCode() => HashCode.Combine(Name, Role, Address);
}
