using System.Collections.Immutable;
using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Diagnosis.Rules.Etcd;
using HaDashboard.Core.Diagnosis.Rules.Hosts;
using HaDashboard.Core.Diagnosis.Sentences;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Core.Diagnosis.Rules.ControlPlane;

/// <summary>A master whose apiserver is not running, hangs, or fails /livez.</summary>
public sealed class ApiServerNotLiveRule : IRule
{
    public static RuleId Id { get; } = new("apiserver.not-live");

    public RuleDescription Description { get; } =
        new(
            Id,
            Order: 110,
            Condition: "a master's apiserver is not running, hangs, or fails /livez",
            Severities: [Severity.Critical],
            Impact: "API capacity is reduced by one. Controller-manager and scheduler on this master may be affected too.",
            Advice: "run crictl ps -a and crictl logs on that master",
            Sources: [SourceKind.ApiServer]
        );

    public ImmutableArray<Explanation> ExplainedBy { get; } =
    [
        .. LostHost.OfSameNode,
        Explanation.OnSameNode(EtcdMemberDownRule.Id),
        Explanation.Always(EtcdQuorumLostRule.Id),
        Explanation.Always(EtcdNoLeaderRule.Id),
        Explanation.OnSameNode(FalseGreenRule.Id),
    ];

    public IEnumerable<Finding> Assess(ClusterDiagnosis diagnosis) =>
        from node in diagnosis.Snapshot.Nodes
        where node.ApiServer.IsLive() == false
        select new Finding(
            Id,
            Severity.Critical,
            node.Name,
            new ComponentSubject(ControlPlaneComponent.ApiServer),
            $"The apiserver of {node.Name} {How(node)}.",
            $"On {node.Name}: crictl ps -a | grep kube-apiserver; crictl logs <id>",
            node.ApiServer.FailingSince
        );

    private static string How(NodeState node) =>
        node.ApiServer.Failure?.Kind switch
        {
            FailureKind.PortClosed => "is not running (port closed)",
            FailureKind.PortSilent => "hangs: it accepts connections but does not respond",
            _ => $"fails /livez{ProbeWording.Why(node.ApiServer.Value!.Live)}",
        };
}
