using HaDashboard.Core.Diagnosis.Etcd;
using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Diagnosis.Sentences;
using HaDashboard.Core.Facts.Snapshots;

namespace HaDashboard.Core.Diagnosis.Rules.Etcd;

/// <summary>Without a majority of its members etcd stops, and with it every write of the API; with just a majority, the next loss does it.</summary>
internal sealed class EtcdQuorumRule : IVerdictRule
{
    public IEnumerable<Finding> Assess(ClusterSnapshot snapshot)
    {
        if (EtcdView.Of(snapshot) is not { } etcd)
        {
            yield break;
        }

        if (etcd.IsQuorumLost)
        {
            yield return new Finding(
                "etcd.quorum-lost",
                Severity.Critical,
                null,
                "etcd",
                $"etcd has lost its quorum: {Wording.Count(etcd.Members - etcd.Lost, "member")} of {etcd.Members} left, {etcd.Quorum} needed. Nothing can be written; HAProxy does not see it.",
                "Bring a lost member back before anything else; restore from a snapshot only when a majority is gone for good.",
                Since(snapshot)
            );
        }
        else if (etcd.IsAtQuorum)
        {
            yield return new Finding(
                "etcd.at-quorum",
                Severity.Critical,
                null,
                "etcd",
                $"etcd is at its quorum: {etcd.Members - etcd.Lost} of {Wording.Count(etcd.Members, "member")} left, and {etcd.Quorum} needed. The next loss stops the control plane.",
                "Touch none of the remaining masters; bring the lost member back.",
                Since(snapshot)
            );
        }
    }

    private static DateTimeOffset? Since(ClusterSnapshot snapshot) =>
        snapshot
            .Nodes.Where(node => node.IsMaster && EtcdView.LifeOf(snapshot, node) is EtcdLife.Lost)
            .Max(node => node.Etcd.FailingSince);
}
