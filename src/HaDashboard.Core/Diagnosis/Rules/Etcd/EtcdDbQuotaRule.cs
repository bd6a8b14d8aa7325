using System.Collections.Immutable;
using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Diagnosis.Rules.Hosts;
using HaDashboard.Core.Facts.Etcd;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Core.Diagnosis.Rules.Etcd;

/// <summary>
/// An etcd whose database reaches its quota rejects writes until it is compacted, defragmented and the alarm is disarmed.
/// </summary>
public sealed class EtcdDbQuotaRule : IRule
{
    public static RuleId Id { get; } = new("etcd.db-quota");

    public RuleDescription Description { get; } =
        new(
            Id,
            Order: 310,
            Condition: EtcdTexts.DbQuotaCondition,
            Severities: [Severity.Critical, Severity.Warning],
            Impact: EtcdTexts.DbQuotaImpact,
            Advice: EtcdTexts.DbQuotaGeneralAdvice,
            Sources: [SourceKind.Etcd]
        );

    public ImmutableArray<Explanation> ExplainedBy { get; } =
    [.. LostHost.OfSameNode, Explanation.OnSameNode(EtcdAlarmRule.Id)];

    public IEnumerable<Finding> Assess(ClusterDiagnosis diagnosis) =>
        from node in diagnosis.Snapshot.Nodes
        let member = node.Etcd.FreshValue
        where member?.QuotaUsed >= 0.85
        let percent = member.QuotaUsed >= 0.95 ? 95 : 85
        select new Finding(
            Id,
            percent == 95 ? Severity.Critical : Severity.Warning,
            node.Name,
            new ComponentSubject(ControlPlaneComponent.Etcd),
            EtcdTexts.DbQuota(node.Name, percent, MiB(member.QuotaBytes)),
            IsMostlyFree(member) ? EtcdTexts.DbQuotaDefragmentAdvice : EtcdTexts.DbQuotaCompactAdvice,
            null
        );

    private static bool IsMostlyFree(EtcdMember member) => member.DbInUseBytes * 2 < member.DbSizeBytes;

    private static long MiB(long? bytes) => (bytes ?? 0) / 1024 / 1024;
}
