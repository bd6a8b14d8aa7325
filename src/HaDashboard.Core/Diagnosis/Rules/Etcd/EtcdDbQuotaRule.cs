using System.Collections.Immutable;
using System.Globalization;
using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Diagnosis.Rules.Hosts;
using HaDashboard.Core.Facts.Etcd;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Core.Diagnosis.Rules.Etcd;

/// <summary>An etcd whose database reaches its quota takes no more writes until somebody compacts, defragments and disarms it.</summary>
public sealed class EtcdDbQuotaRule : IRule
{
    public static RuleId Id { get; } = new("etcd.db-quota");

    public RuleDescription Description { get; } =
        new(
            Id,
            Order: 310,
            Condition: "an etcd database fills 85 % of its quota, critical from 95 %",
            Severities: [Severity.Critical, Severity.Warning],
            Impact: "At 100 % etcd takes no more writes.",
            Advice: "compact, then defragment one member at a time",
            Sources: [SourceKind.Etcd]
        );

    public ImmutableArray<Explanation> ExplainedBy { get; } =
    [.. LostHost.OfSameNode, Explanation.OnSameNode(EtcdAlarmRule.Id)];

    public IEnumerable<Finding> Assess(ClusterDiagnosis diagnosis) =>
        from node in diagnosis.Snapshot.Nodes
        let member = node.Etcd.FreshValue
        where member?.QuotaUsed >= 0.85
        select new Finding(
            Id,
            member.QuotaUsed >= 0.95 ? Severity.Critical : Severity.Warning,
            node.Name,
            new ComponentSubject(ControlPlaneComponent.Etcd),
            $"The etcd database on {node.Name} fills {(member.QuotaUsed >= 0.95 ? "95" : "85")} % of its quota of "
                + $"{MiB(member.QuotaBytes)} MiB, or more.",
            IsMostlyFree(member)
                ? "Most of it is free space: etcdctl defrag, one member at a time."
                : "etcdctl compact, then defrag one member at a time; then find out what writes so much.",
            null
        );

    private static bool IsMostlyFree(EtcdMember member) => member.DbInUseBytes * 2 < member.DbSizeBytes;

    private static string MiB(long? bytes) => ((bytes ?? 0) / 1024 / 1024).ToString(CultureInfo.InvariantCulture);
}
