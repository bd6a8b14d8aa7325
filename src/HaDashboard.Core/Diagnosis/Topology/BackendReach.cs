using HaDashboard.Core.Facts.Snapshots;

namespace HaDashboard.Core.Diagnosis.Topology;

/// <summary>What the HAProxy of a responding node reaches through the API backend.</summary>
internal enum BackendReach
{
    /// <summary>The data is not fresh.</summary>
    NotObserved,

    /// <summary>It has no such backend: its reach is unknown.</summary>
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
        internal static BackendReach Of(NodeState node, string backend) =>
            node.HaProxy.FreshValue switch
            {
                null => BackendReach.NotObserved,
                var reading when reading.Find(backend)?.Backend is null => BackendReach.Missing,
                var reading => reading.Find(backend)!.Servers.All(server => server.IsOutOfRotation)
                    ? BackendReach.Nothing
                    : BackendReach.Something,
            };
    }
}
