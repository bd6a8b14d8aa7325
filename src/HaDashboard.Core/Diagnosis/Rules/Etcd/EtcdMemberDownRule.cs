using HaDashboard.Core.Diagnosis.Etcd;
using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Core.Diagnosis.Rules.Etcd;

/// <summary>An etcd member that does not run, hangs, or runs cut off from the others.</summary>
internal sealed class EtcdMemberDownRule : IVerdictRule
{
    public IEnumerable<Finding> Assess(ClusterSnapshot snapshot) =>
        from node in snapshot.Nodes
        where
            node.IsMaster
            && EtcdView.LifeOf(snapshot, node) is EtcdLife.Lost or EtcdLife.Doubtful
            && !EtcdView.IsUnsettled(snapshot, node)
        select new Finding(
            "etcd.member-down",
            Severity.Critical,
            node.Name,
            "etcd",
            $"The etcd member on {node.Name} {How(node)}.",
            $"On {node.Name}: crictl ps -a | grep etcd; crictl logs <id>; df -h /var/lib/etcd",
            node.Etcd.FailingSince ?? EtcdView.UnwellSince(snapshot, node)
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
