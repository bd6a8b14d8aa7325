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
            Condition: "a member is not running, hangs, or has no leader while others have one",
            Severities: [Severity.Critical],
            Impact: "The apiserver on this master fails. etcd tolerates one failure less.",
            Advice: "run crictl ps -a, crictl logs and df -h /var/lib/etcd on that master",
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
            $"The etcd member on {node.Name} {How(node)}.",
            $"On {node.Name}: crictl ps -a | grep etcd; crictl logs <id>; df -h /var/lib/etcd",
            node.Etcd.FailingSince ?? diagnosis.Etcd.UnwellSince(node)
        );

    private static string How(NodeState node) =>
        node.Etcd switch
        {
            { Failure.Kind: FailureKind.PortClosed } => "is not running (port closed)",
            { Failure.Kind: FailureKind.PortSilent } => "hangs: it accepts connections but does not respond",
            { Value: { HasLeader: false } } => "is isolated: it has no leader, but other members have one",
            { Value: { Reason: { Length: > 0 } reason } } => $"is unhealthy ({Printable.Excerpt(reason, 120)})",
            _ => "fails its /health check",
        };
}
