using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Facts.Snapshots;

namespace HaDashboard.Core.Diagnosis.Rules.Etcd;

/// <summary>An etcd under alarm refuses to write (NOSPACE) or to be trusted (CORRUPT), while everything else looks well.</summary>
internal sealed class EtcdAlarmRule : IVerdictRule
{
    public IEnumerable<Finding> Assess(ClusterSnapshot snapshot) =>
        from node in snapshot.Nodes
        from alarm in node.Etcd.FreshValue?.Alarms ?? []
        select new Finding(
            "etcd.alarm",
            Severity.Critical,
            node.Name,
            $"etcd/{alarm}",
            $"etcd on {node.Name} raises the alarm {alarm}.",
            alarm is "NOSPACE"
                ? "etcdctl compact, etcdctl defrag (one member at a time), then etcdctl alarm disarm."
                : "Stop writing; compare the members' hashes (etcdctl endpoint hashkv) before anything else.",
            null
        );
}
