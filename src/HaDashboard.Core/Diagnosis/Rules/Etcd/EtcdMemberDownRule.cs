using System.Collections.Immutable;
using HaDashboard.Core.Diagnosis.Etcd;
using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Diagnosis.Rules.Hosts;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Core.Diagnosis.Rules.Etcd;

/// <summary>An etcd member that is not running, hangs, or is isolated from the others.</summary>
public sealed class EtcdMemberDownRule : IRule
{
    public static RuleId Id { get; } = new("etcd.member-down");

    public RuleDescription Description { get; } =
        new(
            Id,
            Order: 70,
            Condition: EtcdTexts.MemberDownCondition,
            Severities: [Severity.Critical],
            Impact: EtcdTexts.MemberDownImpact,
            Advice: EtcdTexts.MemberDownGeneralAdvice,
            Sources: [SourceKind.Etcd]
        );

    public ImmutableArray<Explanation> ExplainedBy { get; } =
    [Explanation.Always(PartitionRule.Id), .. LostHost.OfSameNodeOrLater, Explanation.OnSameNode(EtcdAlarmRule.Id)];

    public IEnumerable<Finding> Assess(ClusterDiagnosis diagnosis) =>
        from node in diagnosis.Snapshot.Nodes
        where
            node.IsMaster
            && diagnosis.Etcd.HealthOf(node) is EtcdMemberHealth.Lost or EtcdMemberHealth.Doubtful
            && !diagnosis.Etcd.IsUnsettled(node)
        select new Finding(
            Id,
            Severity.Critical,
            node.Name,
            new ComponentSubject(ControlPlaneComponent.Etcd),
            Problem(node),
            EtcdTexts.MemberDownAdvice(node.Name),
            node.Etcd.FailingSince ?? diagnosis.Etcd.UnwellSince(node)
        );

    private static Message Problem(NodeState node) =>
        node.Etcd switch
        {
            { Failure.Kind: FailureKind.PortClosed } => EtcdTexts.MemberNotRunning(node.Name),
            { Failure.Kind: FailureKind.PortSilent } => EtcdTexts.MemberHangs(node.Name),
            { Value: { HasLeader: false } } => EtcdTexts.MemberIsolated(node.Name),
            { Value.Reason: { } reason } => EtcdTexts.MemberUnhealthy(node.Name, reason),
            _ => EtcdTexts.MemberFailsHealthCheck(node.Name),
        };
}
