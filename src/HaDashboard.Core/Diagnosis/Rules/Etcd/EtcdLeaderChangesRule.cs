using System.Collections.Immutable;
using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Diagnosis.Rules.Hosts;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Core.Diagnosis.Rules.Etcd;

/// <summary>
/// A leader that changes again and again stops all writes for a moment each time: slow disks, a slow network, or a starved
/// host.
/// </summary>
public sealed class EtcdLeaderChangesRule : IRule
{
    public static RuleId Id { get; } = new("etcd.leader-changes");

    public RuleDescription Description { get; } =
        new(
            Id,
            Order: 330,
            Condition: "etcd changed its leader more than three times within an hour",
            Severities: [Severity.Warning],
            Impact: "Each change stops all writes for a moment.",
            Advice: "disks, round trips between the masters, CPU",
            Sources: [SourceKind.Etcd]
        );

    public ImmutableArray<Explanation> ExplainedBy { get; } =
    [
        .. LostHost.OfMaster,
        Explanation.Always(EtcdMemberDownRule.Id),
        Explanation.Always(EtcdQuorumLostRule.Id),
        Explanation.Always(EtcdNoLeaderRule.Id),
        Explanation.Always(EtcdSlowDiskRule.Id),
    ];

    private const int Many = 3;

    public IEnumerable<Finding> Assess(ClusterDiagnosis diagnosis)
    {
        if (diagnosis.Snapshot.Nodes.Max(node => node.Etcd.FreshValue?.LeaderChangesLastHour) is > Many and var changes)
        {
            yield return new Finding(
                Id,
                Severity.Warning,
                null,
                new ComponentSubject(ControlPlaneComponent.Etcd),
                $"etcd changed its leader {changes} times within an hour.",
                "Look at the disks' latency (etcd's WAL fsync), the round trip between the masters, and their CPU.",
                null
            );
        }
    }
}
