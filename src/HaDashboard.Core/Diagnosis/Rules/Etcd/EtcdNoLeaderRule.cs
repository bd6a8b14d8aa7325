using HaDashboard.Core.Diagnosis.Etcd;
using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Diagnosis.Sentences;
using HaDashboard.Core.Facts.Snapshots;

namespace HaDashboard.Core.Diagnosis.Rules.Etcd;

/// <summary>Members run and none leads: an election that does not end, or no majority to hold one.</summary>
internal sealed class EtcdNoLeaderRule : IVerdictRule
{
    public IEnumerable<Finding> Assess(ClusterSnapshot snapshot)
    {
        if (
            EtcdView.Of(snapshot) is { WithoutLeader: > 0 } etcd
            && !EtcdView.IsLed(snapshot)
            && snapshot.Nodes.Any(node =>
                node.Etcd.FreshValue is { HasLeader: false } && !EtcdView.IsElecting(snapshot, node)
            )
        )
        {
            yield return new Finding(
                "etcd.no-leader",
                Severity.Critical,
                null,
                "etcd",
                $"etcd has no leader: {Wording.Count(etcd.WithoutLeader, "member")} that {(etcd.WithoutLeader == 1 ? "answers says" : "answer say")} so.",
                "Is the network between the masters whole (port 2380), and are their disks fast enough?",
                null
            );
        }
    }
}
