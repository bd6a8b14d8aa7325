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
            Condition: "a member raises NOSPACE or CORRUPT",
            Severities: [Severity.Critical],
            Impact: "etcd rejects writes (NOSPACE), or its data may be corrupt (CORRUPT).",
            Advice: "compact, defragment, disarm; for CORRUPT compare hashes first",
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
            $"etcd on {node.Name} raises the alarm {alarm}.",
            alarm is "NOSPACE"
                ? "Run etcdctl compact <revision>. Then run etcdctl defrag on one member at a time. Then run etcdctl alarm disarm."
                : "Stop all writes. Compare the hashes of the members first: etcdctl endpoint hashkv --cluster",
            null
        );
}
