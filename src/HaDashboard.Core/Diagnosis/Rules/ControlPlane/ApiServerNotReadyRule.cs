using System.Collections.Immutable;
using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Diagnosis.Rules.Etcd;
using HaDashboard.Core.Diagnosis.Rules.Hosts;
using HaDashboard.Core.Diagnosis.Sentences;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Core.Diagnosis.Rules.ControlPlane;

/// <summary>An apiserver that lives and says itself that it should get no requests.</summary>
public sealed class ApiServerNotReadyRule : IRule
{
    public static RuleId Id { get; } = new("apiserver.not-ready");

    public RuleDescription Description { get; } =
        new(
            Id,
            Order: 120,
            Condition: "a master's apiserver lives and fails /readyz",
            Severities: [Severity.Critical],
            Impact: "It should get no requests, and may get them.",
            Advice: "/readyz?verbose names the check that fails",
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
        where probe is { Ready.Ok: false } && probe.Live.Ok != false // one that is not live is told of by that
        select new Finding(
            Id,
            Severity.Critical,
            node.Name,
            new ComponentSubject(ControlPlaneComponent.ApiServer),
            $"The apiserver of {node.Name} is not ready{ProbeWording.Why(probe.Ready)}.",
            $"On {node.Name}: curl -sk https://127.0.0.1:6443/readyz?verbose; then look at the check that fails",
            null
        );
}
