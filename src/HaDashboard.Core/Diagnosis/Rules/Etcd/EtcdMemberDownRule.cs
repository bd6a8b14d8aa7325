using System.Collections.Immutable;
using HaDashboard.Core.Diagnosis.Etcd;
using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Diagnosis.Rules.Hosts;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Core.Diagnosis.Rules.Etcd;

/// <summary>An etcd member that does not run, hangs, or runs cut off from the others.</summary>
public sealed class EtcdMemberDownRule : IRule
{
    public static RuleId Id { get; } = new("etcd.member-down");

    public RuleDescription Description { get; } =
        new(
            Id,
            Order: 70,
            Condition: "a member does not run, hangs, or is cut off from the leader that others have",
            Severities: [Severity.Critical],
            Impact: "The apiserver beside it does not serve, and etcd stands one loss less.",
            Advice: "crictl ps -a, crictl logs, df -h /var/lib/etcd on that master",
            Sources: [SourceKind.Etcd]
        );

    public ImmutableArray<Explanation> ExplainedBy { get; } =
    [Explanation.Always(PartitionRule.Id), .. LostHost.OfSameNodeOrLater, Explanation.OnSameNode(EtcdAlarmRule.Id)];

    public IEnumerable<Finding> Assess(ClusterDiagnosis diagnosis) =>
        from node in diagnosis.Snapshot.Nodes
        where
            node.IsMaster
            && diagnosis.Etcd.LifeOf(node) is EtcdLife.Lost or EtcdLife.Doubtful
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
            { Failure.Kind: FailureKind.PortClosed } => "does not run",
            { Failure.Kind: FailureKind.PortSilent } => "accepts connections and does not answer",
            { Value: { HasLeader: false } } => "is cut off: it knows of no leader, and others have one",
            { Value: { Reason: { Length: > 0 } reason } } => $"is unhealthy ({Printable.Excerpt(reason, 120)})",
            _ => "is unhealthy by its own /health",
        };
}
