using System.Globalization;
using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Facts.Etcd;
using HaDashboard.Core.Facts.Snapshots;

namespace HaDashboard.Core.Diagnosis.Rules.Etcd;

/// <summary>An etcd whose database reaches its quota takes no more writes until somebody compacts, defragments and disarms it.</summary>
internal sealed class EtcdDbQuotaRule : IVerdictRule
{
    public IEnumerable<Finding> Assess(ClusterSnapshot snapshot) =>
        from node in snapshot.Nodes
        let member = node.Etcd.FreshValue
        where member?.QuotaUsed >= 0.85
        select new Finding(
            "etcd.db-quota",
            member.QuotaUsed >= 0.95 ? Severity.Critical : Severity.Warning,
            node.Name,
            "etcd",
            $"The etcd database on {node.Name} fills {(member.QuotaUsed >= 0.95 ? "95" : "85")} % of its quota of {MiB(member.QuotaBytes)} MiB, or more.",
            IsMostlyFree(member)
                ? "Most of it is free space: etcdctl defrag, one member at a time."
                : "etcdctl compact, then defrag one member at a time; then find out what writes so much.",
            null
        );

    private static bool IsMostlyFree(EtcdMember member) => member.DbInUseBytes * 2 < member.DbSizeBytes;

    private static string MiB(long? bytes) => ((bytes ?? 0) / 1024 / 1024).ToString(CultureInfo.InvariantCulture);
}
