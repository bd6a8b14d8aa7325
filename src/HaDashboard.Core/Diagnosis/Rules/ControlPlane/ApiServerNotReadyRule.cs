using System.Collections.Immutable;
using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Diagnosis.Rules.Etcd;
using HaDashboard.Core.Diagnosis.Rules.Hosts;
using HaDashboard.Core.Diagnosis.Sentences;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Core.Diagnosis.Rules.ControlPlane;

/// <summary>An apiserver that is live but fails /readyz: it should get no requests.</summary>
public sealed class ApiServerNotReadyRule : IRule
{
    public static RuleId Id { get; } = new("apiserver.not-ready");

    public RuleDescription Description { get; } =
        new(
            Id,
            Order: 120,
            Condition: ControlPlaneTexts.ApiServerNotReadyCondition,
            Severities: [Severity.Critical],
            Impact: ControlPlaneTexts.ApiServerNotReadyImpact,
            Advice: ControlPlaneTexts.ApiServerNotReadyGeneralAdvice,
            Sources: [SourceKind.ApiServer]
        );

    public ImmutableArray<Explanation> ExplainedBy { get; } =
    [
        .. LostHost.OfSameNode,
        Explanation.OnSameNode(EtcdMemberDownRule.Id),
        Explanation.Always(EtcdQuorumLostRule.Id),
        Explanation.Always(EtcdNoLeaderRule.Id),
        Explanation.OnSameNode(FalseGreenRule.Id),
        Explanation.OnSameNode(ApiServerNotLiveRule.Id),
    ];

    public IEnumerable<Finding> Assess(ClusterDiagnosis diagnosis) =>
        from node in diagnosis.Snapshot.Nodes
        let probe = node.ApiServer.FreshValue
        where probe is { Ready.Ok: false } && probe.Live.Ok != false // ApiServerNotLiveRule reports one that is not live
        select new Finding(
            Id,
            Severity.Critical,
            node.Name,
            new ComponentSubject(ControlPlaneComponent.ApiServer),
            ControlPlaneTexts.ApiServerNotReady(node.Name, ProbeWording.Why(probe.Ready)),
            ControlPlaneTexts.ApiServerNotReadyAdvice(node.Name),
            null
        );
}
