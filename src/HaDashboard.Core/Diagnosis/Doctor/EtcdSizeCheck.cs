using HaDashboard.Core.Diagnosis.Sentences;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Core.Diagnosis.Doctor;

/// <summary>D7. The number of etcd members determines how many masters may fail.</summary>
internal sealed class EtcdSizeCheck()
    : TopologyCheck(
        "D7",
        "etcd has three or more members, an odd number, one on each master",
        "etcd writes only with more than half of its members. "
            + "Two members tolerate no failure. One member more than an odd number adds no failure tolerance. "
            + "HaDashboard cannot detect whether two members share a disk or a hypervisor.",
        new DoctorSource(
            "etcd FAQ: why an odd number of cluster members?",
            "https://etcd.io/docs/v3.5/faq/#why-an-odd-number-of-cluster-members"
        )
    )
{
    protected override IEnumerable<DoctorNote> Look(DoctorContext context)
    {
        if (context.Diagnosis.Etcd.Cluster is not { } etcd)
        {
            yield return Needs(
                context.Snapshot.Inventory.Probes is null
                    ? "a response of etcd on the masters: ControlPlane:Enabled is false."
                    : "a response of etcd on the masters (ControlPlane:EtcdMetrics, and permitopen for its port in the key's line)."
            );
            yield break;
        }

        foreach (var master in context.Masters)
        {
            yield return Placement(master);
        }

        yield return etcd.Members switch
        {
            1 => Warn("One master: no failure is tolerated."),
            var n when n % 2 == 0 => Warn(
                $"{n} masters: etcd needs {etcd.Quorum} of them and tolerates {Wording.Count(etcd.ToleratedWhenComplete, "failure")}, "
                    + $"the same as {Wording.Count(n - 1, "master")}."
            ),
            var n => Pass(
                $"{n} masters: etcd needs {etcd.Quorum} of them and tolerates {Wording.Count(etcd.ToleratedWhenComplete, "failure")}."
            ),
        };
    }

    private static DoctorNote Placement(NodeState master) =>
        master.Etcd switch
        {
            { FreshValue: { IsLearner: true } } => Warn(
                $"The etcd member on {master.Name} is a learner: it does not vote."
            ),
            { FreshValue: not null } => Pass($"A member runs on {master.Name}."),
            { Failure.Kind: FailureKind.PortClosed } => Warn(
                $"The etcd member on {master.Name} is not running (port closed)."
            ),
            var slice => Needs(DoctorContext.Want(slice, $"a response of etcd on {master.Name}")),
        };
}
