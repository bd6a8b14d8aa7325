using System.Collections.Immutable;
using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Diagnosis.Rules.Etcd;
using HaDashboard.Core.Diagnosis.Rules.Hosts;
using HaDashboard.Core.Diagnosis.Sentences;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Core.Diagnosis.Rules.ControlPlane;

/// <summary>A master whose own apiserver does not run, hangs, or says itself that it is not live.</summary>
public sealed class ApiServerNotLiveRule : IRule
{
    public static RuleId Id { get; } = new("apiserver.not-live");

    public RuleDescription Description { get; } =
        new(
            Id,
            Order: 110,
            Condition: "a master's apiserver does not listen, hangs, or fails /livez",
            Severities: [Severity.Critical],
            Impact: "One apiserver less, and the controllers of that master with it.",
            Advice: "crictl ps -a, crictl logs on that master",
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
            FailureKind.PortClosed => "does not run: nothing listens on its port",
            FailureKind.PortSilent => "hangs: its port accepts, and no answer comes",
            _ => $"is not live{ProbeWording.Why(node.ApiServer.Value!.Live)}",
        };
}
