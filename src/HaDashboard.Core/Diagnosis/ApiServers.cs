using System.Collections.Immutable;
using HaDashboard.Core.Diagnosis.Topology;
using HaDashboard.Core.Facts.HaProxy;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Snapshots;

namespace HaDashboard.Core.Diagnosis;

/// <summary>The servers of a node's API backends, for code that has a snapshot and no diagnosis.</summary>
public static class ApiServers
{
    /// <summary>Of its last answer, without spare slots; empty where it has no API backend.</summary>
    public static ImmutableArray<Server> Of(ClusterSnapshot snapshot, NodeName node) =>
        [
            .. ClusterDiagnosis
                .Of(snapshot)
                .Map.LinesOf(node)
                .Where(line => line.Target is not LineTarget.SpareSlot)
                .Select(line => line.Server),
        ];

    /// <summary>As they were in an earlier state of the node.</summary>
    public static ImmutableArray<Server> Of(ClusterSnapshot snapshot, NodeState earlier) =>
        Of(
            snapshot with
            {
                Nodes = [.. snapshot.Nodes.Select(node => node.Name == earlier.Name ? earlier : node)],
            },
            earlier.Name
        );

    /// <summary>How many of them a check of the current worker found UP; null where it has no API backend.</summary>
    public static int? Up(ClusterDiagnosis diagnosis, NodeName node) =>
        diagnosis.Map.LinesOf(node) is { IsEmpty: false } lines ? lines.Count(line => line.Server.IsProvenUp) : null;
}
