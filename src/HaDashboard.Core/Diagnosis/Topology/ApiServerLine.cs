using HaDashboard.Core.Facts.HaProxy;
using HaDashboard.Core.Facts.Names;

namespace HaDashboard.Core.Diagnosis.Topology;

/// <summary>What a server of an API backend leads to.</summary>
public enum LineTarget
{
    /// <summary>A master of the inventory.</summary>
    Master,

    /// <summary>Its address does not show it: it may be a master that no other server leads to.</summary>
    Unidentified,

    /// <summary>Certainly no master of the inventory: a bootstrap machine, a virtual address, a master that is not configured.</summary>
    Stranger,

    /// <summary>A slot of a <c>server-template</c> without an address: DNS has fewer answers than there are slots.</summary>
    SpareSlot,
}

/// <summary>A server of an API backend on one node's HAProxy, and what it leads to.</summary>
/// <param name="Master">Where it is <see cref="LineTarget.Master"/>.</param>
/// <param name="Address">Its host and port; null where HAProxy does not show it.</param>
public sealed record ApiServerLine(Server Server, LineTarget Target, NodeName? Master, HostPort? Address);
