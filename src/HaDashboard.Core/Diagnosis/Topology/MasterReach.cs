using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Core.Diagnosis.Topology;

/// <summary>Whether a host can be reached.</summary>
internal static class MasterReach
{
    /// <summary>SSH cannot reach the host: the host or the network path is down. This does not show the state of HAProxy.</summary>
    internal static bool IsBeyondReach(NodeState node) =>
        node.HaProxy.Failure?.Kind is FailureKind.Timeout or FailureKind.HostUnreachable or FailureKind.ConnectionLost;
}
