using HaDashboard.Core.Diagnosis.Setup;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Core.Diagnosis.Doctor;

/// <summary>D16. The configuration must list the nodes, roles, ports and the endpoint that the cluster has now.</summary>
internal sealed class InventoryCheck()
    : TopologyCheck(
        "D16",
        DoctorKubernetesTexts.InventoryTitle,
        DoctorKubernetesTexts.InventoryWhy,
        new DoctorSource(DoctorKubernetesTexts.InventorySource, null)
    )
{
    protected override IEnumerable<DoctorNote> Look(DoctorContext context)
    {
        if (context.Snapshot.Nodes.IsEmpty)
        {
            return [];
        }

        DoctorNote[] differences =
        [
            .. InventoryComparison.Of(context.Snapshot).Select(one => one.IsSerious ? Fail(one.Text) : Warn(one.Text)),
        ];
        DoctorNote[] needed = [.. Needed(context.Snapshot)];
        return differences.Length + needed.Length == 0
            ? [Pass(DoctorKubernetesTexts.InventoryCurrent(context.Snapshot.Nodes.Length))]
            : [.. differences, .. needed];
    }

    protected override DoctorFix? Fix(DoctorContext context) =>
        InventoryComparison.Of(context.Snapshot) is { IsEmpty: false } differences
            ? new DoctorFix(
                DoctorKubernetesTexts.InventoryFixPlace,
                Message.Join("\n", [.. differences.Select(one => one.Line), Message.Empty])
            )
            : null;

    private static IEnumerable<DoctorNote> Needed(ClusterSnapshot snapshot)
    {
        if (!snapshot.Inventory.WatchesKubernetes)
        {
            yield return Needs(DoctorTexts.KubernetesNotConfigured(DoctorHaProxyTexts.NodeList));
        }
        else if (!snapshot.Kubernetes.Nodes.IsFresh)
        {
            yield return Needs(DoctorContext.Want(snapshot.Kubernetes.Nodes, DoctorHaProxyTexts.NodeList));
        }
    }
}
