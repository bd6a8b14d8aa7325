using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Facts.Snapshots;

namespace HaDashboard.Core.Diagnosis.Rules.Etcd;

/// <summary>A leader that changes again and again stops all writes for a moment each time: slow disks, a slow network, or a starved host.</summary>
internal sealed class EtcdLeaderChangesRule : IVerdictRule
{
    private const int Many = 3;

    public IEnumerable<Finding> Assess(ClusterSnapshot snapshot)
    {
        if (snapshot.Nodes.Max(node => node.Etcd.FreshValue?.LeaderChangesLastHour) is > Many and var changes)
        {
            yield return new Finding(
                "etcd.leader-changes",
                Severity.Warning,
                null,
                "etcd",
                $"etcd changed its leader {changes} times within an hour.",
                "Look at the disks' latency (etcd's WAL fsync), the round trip between the masters, and their CPU.",
                null
            );
        }
    }
}
