using System.Collections.Immutable;
using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Diagnosis.Rules.Hosts;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Core.Diagnosis.Rules.Etcd;

/// <summary>An etcd under alarm refuses to write (NOSPACE) or to be trusted (CORRUPT), while everything else looks well.</summary>
public sealed class EtcdAlarmRule : IRule
{
    public static RuleId Id { get; } = new("etcd.alarm");

    public RuleDescription Description { get; } =
        new(
            Id,
            Order: 90,
            Condition: "a member raises NOSPACE or CORRUPT",
            Severities: [Severity.Critical],
            Impact: "etcd refuses writes, or can't be trusted.",
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
                ? "etcdctl compact, etcdctl defrag (one member at a time), then etcdctl alarm disarm."
                : "Stop writing; compare the members' hashes (etcdctl endpoint hashkv) before anything else.",
            null
        );
}
