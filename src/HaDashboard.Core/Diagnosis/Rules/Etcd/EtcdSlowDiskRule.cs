using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Facts.Snapshots;

namespace HaDashboard.Core.Diagnosis.Rules.Etcd;

/// <summary>etcd writes every change through to the disk before it answers: a slow disk slows the whole cluster, then costs it its leader.</summary>
internal sealed class EtcdSlowDiskRule : IVerdictRule
{
    // etcd's own advice is 10 and 25 ms; its heartbeat is 100 ms, and behind that it stops being advice.
    private static readonly TimeSpan SlowFsync = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan SlowCommit = TimeSpan.FromMilliseconds(250);

    public IEnumerable<Finding> Assess(ClusterSnapshot snapshot) =>
        from node in snapshot.Nodes
        let member = node.Etcd.FreshValue
        where member?.WalFsyncP99 > SlowFsync || member?.BackendCommitP99 > SlowCommit
        select new Finding(
            "etcd.slow-disk",
            Severity.Warning,
            node.Name,
            "etcd",
            $"The disk under etcd on {node.Name} is slow: of the last minute's writes one in a hundred took longer than {(member.WalFsyncP99 > SlowFsync ? "100 ms to sync" : "250 ms to commit")}.",
            $"On {node.Name}: iostat -x 1; what else writes to the disk of /var/lib/etcd?",
            null
        );
}
