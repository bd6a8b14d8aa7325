using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Core.Diagnosis.Doctor;

/// <summary>D7. The number of etcd members determines how many masters may fail.</summary>
internal sealed class EtcdSizeCheck()
    : TopologyCheck(
        "D7",
        DoctorKubernetesTexts.EtcdSizeTitle,
        DoctorKubernetesTexts.EtcdSizeWhy,
        new DoctorSource(
            DoctorKubernetesTexts.EtcdSizeSource,
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
                    ? DoctorTexts.ControlPlaneNotEnabled(DoctorKubernetesTexts.EtcdOnMasters)
                    : DoctorKubernetesTexts.EtcdOnMastersNeeded
            );
            yield break;
        }

        foreach (var master in context.Masters)
        {
            yield return Placement(master);
        }

        yield return etcd.Members switch
        {
            1 => Warn(DoctorKubernetesTexts.EtcdSingle),
            var n when n % 2 == 0 => Warn(
                DoctorKubernetesTexts.EtcdEven(n, etcd.Quorum, etcd.ToleratedWhenComplete, n - 1)
            ),
            var n => Pass(DoctorKubernetesTexts.EtcdOdd(n, etcd.Quorum, etcd.ToleratedWhenComplete)),
        };
    }

    private static DoctorNote Placement(NodeState master) =>
        master.Etcd switch
        {
            { FreshValue: { IsLearner: true } } => Warn(DoctorKubernetesTexts.EtcdLearner(master.Name)),
            { FreshValue: not null } => Pass(DoctorKubernetesTexts.EtcdRuns(master.Name)),
            { Failure.Kind: FailureKind.PortClosed } => Warn(DoctorKubernetesTexts.EtcdNotRunning(master.Name)),
            var slice => Needs(DoctorContext.Want(slice, DoctorKubernetesTexts.EtcdResponse(master.Name))),
        };
}
