using HaDashboard.Core.Facts.HaProxy;
using HaDashboard.Core.Facts.Snapshots;

namespace HaDashboard.Core.Diagnosis.Topology;

/// <summary>What the HAProxy of a responding node reaches through its API backends.</summary>
internal enum BackendReach
{
    /// <summary>The data is not fresh.</summary>
    NotObserved,

    /// <summary>It has no API backend: its reach is unknown.</summary>
    Missing,

    /// <summary>Every server is out of the rotation, or there is none.</summary>
    Nothing,

    /// <summary>At least one server may get requests.</summary>
    Something,
}

internal static class BackendReachExtensions
{
    extension(BackendReach)
    {
        internal static BackendReach Of(ControlPlaneMap map, NodeState node)
        {
            if (!node.HaProxy.IsFresh)
            {
                return BackendReach.NotObserved;
            }

            var backends = map.BackendsOf(node.Name);
            return backends.IsEmpty ? BackendReach.Missing
                : backends.All(IsCutOff) ? BackendReach.Nothing
                : BackendReach.Something;
        }

        /// <summary>No server of it may get requests.</summary>
        internal static bool IsCutOff(Proxy backend) => backend.Servers.All(server => server.IsOutOfRotation);
    }
}
