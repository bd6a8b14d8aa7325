using System.Collections.Immutable;
using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Diagnosis.Sentences;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Core.Diagnosis.Rules.Hosts;

/// <summary>
/// Nothing at all is heard of a node, and others answer: said before the timeouts run out, so that nobody looks elsewhere
/// meanwhile.
/// </summary>
public sealed class NodeSilentRule : IRule
{
    public static RuleId Id { get; } = new("node.silent");

    public RuleDescription Description { get; } =
        new(
            Id,
            Order: 30,
            Condition: "for 2.5 s neither HAProxy nor any probe of a node was heard, while other nodes were; "
                + "a warning once the facts are stale, until HAProxys have decided",
            Severities: [Severity.Warning, Severity.Info],
            Impact: "What runs there may be lost; what fails elsewhere at the same time may be its doing.",
            Advice: "ping, ssh; touch no other node until it is known",
            Sources: [SourceKind.HaProxy, SourceKind.Etcd, SourceKind.ApiServer, SourceKind.LocalEndpoint]
        );

    public ImmutableArray<Explanation> ExplainedBy { get; } = [Explanation.OnSameNode(MasterUnreachableRule.Id)];

    public IEnumerable<Finding> Assess(ClusterDiagnosis diagnosis) =>
        from silence in diagnosis.Silences
        let node = silence.Node
        let host = node.Config.Address ?? node.Name.Value
        select new Finding(
            // As long as the facts count as fresh it is no alarm: a missed poll or two come on a busy day.
            Id,
            node.HaProxy.IsFresh ? Severity.Info : Severity.Warning,
            node.Name,
            new HostSubject(),
            $"{node.Name} has been silent{Wording.SinceClause(diagnosis.Snapshot, silence.Since)}: "
                + "neither its HAProxy nor any probe on it answers, while other nodes do. "
                + "Its host or its network may be gone.",
            $"Is the host alive? ping {host}; ssh {host}. The other nodes' HAProxys tell within seconds whether they have lost it too.",
            silence.Since
        );
}
