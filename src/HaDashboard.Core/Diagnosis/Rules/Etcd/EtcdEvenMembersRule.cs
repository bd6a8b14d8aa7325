using HaDashboard.Core.Diagnosis.Etcd;
using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Diagnosis.Sentences;
using HaDashboard.Core.Facts.Snapshots;

namespace HaDashboard.Core.Diagnosis.Rules.Etcd;

/// <summary>An even number of members stands no more losses than one less, and has one more that can fail.</summary>
internal sealed class EtcdEvenMembersRule : IVerdictRule
{
    public IEnumerable<Finding> Assess(ClusterSnapshot snapshot)
    {
        if (EtcdView.Of(snapshot) is { IsEven: true, Living: > 0 } etcd)
        {
            yield return new Finding(
                "etcd.even-members",
                Severity.Info,
                null,
                "etcd",
                $"etcd has {etcd.Members} members, which stand {Wording.Count(etcd.Promised, "loss", "losses")}: no more than {etcd.Members - 1} would.",
                "Run an odd number of masters, three or five.",
                null
            );
        }
    }
}
