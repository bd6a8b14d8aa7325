using System.Collections.Immutable;
using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Diagnosis.Rules.Hosts;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Core.Diagnosis.Rules.Etcd;

/// <summary>With an alarm etcd rejects writes (NOSPACE) or its data may be corrupt (CORRUPT), although every process runs.</summary>
public sealed class EtcdAlarmRule : IRule
{
    public static RuleId Id { get; } = new("etcd.alarm");

    public RuleDescription Description { get; } =
        new(
            Id,
            Order: 90,
            Condition: EtcdTexts.AlarmCondition,
            Severities: [Severity.Critical],
            Impact: EtcdTexts.AlarmImpact,
            Advice: EtcdTexts.AlarmGeneralAdvice,
            Sources: [SourceKind.Etcd]
        );

    public ImmutableArray<Explanation> ExplainedBy { get; } = [.. LostHost.OfSameNode];

    public IEnumerable<Finding> Assess(ClusterDiagnosis diagnosis) =>
        from node in diagnosis.Snapshot.Nodes
        from alarm in node.Etcd.FreshValue?.Alarms ?? []
        select new Finding(
            Id,
            Severity.Critical,
            node.Name,
            new EtcdAlarmSubject(alarm),
            EtcdTexts.Alarm(node.Name, alarm),
            alarm is "NOSPACE" ? EtcdTexts.AlarmNoSpaceAdvice : EtcdTexts.AlarmCorruptAdvice,
            null
        );
}
