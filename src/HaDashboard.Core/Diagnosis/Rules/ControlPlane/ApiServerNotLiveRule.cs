using System.Collections.Immutable;
using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Diagnosis.Rules.Etcd;
using HaDashboard.Core.Diagnosis.Rules.Hosts;
using HaDashboard.Core.Diagnosis.Sentences;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Core.Diagnosis.Rules.ControlPlane;

/// <summary>A master whose apiserver is not running, hangs, or fails /livez.</summary>
public sealed class ApiServerNotLiveRule : IRule
{
    public static RuleId Id { get; } = new("apiserver.not-live");

    public RuleDescription Description { get; } =
        new(
            Id,
            Order: 110,
            Condition: ControlPlaneTexts.ApiServerNotLiveCondition,
            Severities: [Severity.Critical],
            Impact: ControlPlaneTexts.ApiServerNotLiveImpact,
            Advice: ControlPlaneTexts.ApiServerNotLiveGeneralAdvice,
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
            Problem(node),
            ControlPlaneTexts.ApiServerNotLiveAdvice(node.Name),
            node.ApiServer.FailingSince
        );

    private static Message Problem(NodeState node) =>
        node.ApiServer.Failure?.Kind switch
        {
            FailureKind.PortClosed => ControlPlaneTexts.ApiServerNotRunning(node.Name),
            FailureKind.PortSilent => ControlPlaneTexts.ApiServerHangs(node.Name),
            _ => ControlPlaneTexts.ApiServerNotLive(node.Name, ProbeWording.Why(node.ApiServer.Value!.Live)),
        };
}
