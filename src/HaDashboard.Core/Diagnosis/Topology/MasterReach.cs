using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Core.Diagnosis.Topology;

/// <summary>Whether a host is there at all.</summary>
internal static class MasterReach
{
    /// <summary>Its sshd is not reached, which says nothing of HAProxy: the host is gone, or the way to it.</summary>
    internal static bool IsBeyondReach(NodeState node) =>
        node.HaProxy.Failure?.Kind is FailureKind.Timeout or FailureKind.HostUnreachable or FailureKind.ConnectionLost;
}
