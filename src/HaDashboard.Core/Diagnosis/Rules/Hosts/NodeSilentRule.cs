using System.Collections.Immutable;
using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Diagnosis.Sentences;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Core.Diagnosis.Rules.Hosts;

/// <summary>
/// No source of a node responds while other nodes do. Reported before the timeouts expire, so that symptoms elsewhere do not come first.
/// </summary>
public sealed class NodeSilentRule : IRule
{
    public static RuleId Id { get; } = new("node.silent");

    public RuleDescription Description { get; } =
        new(
            Id,
            Order: 30,
            Condition: "for 2.5 s neither HAProxy nor any probe of a node responds, but other nodes do; "
                + "a warning when the data is stale, until the HAProxys report the master DOWN",
            Severities: [Severity.Warning, Severity.Info],
            Impact: "Processes on this node may be down. Other current failures may be a consequence.",
            Advice: "run ping and ssh; do not restart any other node until the cause is known",
            Sources: [SourceKind.HaProxy, SourceKind.Etcd, SourceKind.ApiServer, SourceKind.LocalEndpoint]
        );

    public ImmutableArray<Explanation> ExplainedBy { get; } = [Explanation.OnSameNode(MasterUnreachableRule.Id)];

    public IEnumerable<Finding> Assess(ClusterDiagnosis diagnosis) =>
        from silence in diagnosis.Silences
        let node = silence.Node
        let host = node.Config.Address ?? node.Name.Value
        select new Finding(
            // Info while the data counts as fresh: one or two missed polls are normal under load.
            Id,
            node.HaProxy.IsFresh ? Severity.Info : Severity.Warning,
            node.Name,
            new HostSubject(),
            $"{node.Name} has not responded{Wording.SinceClause(diagnosis.Snapshot, silence.Since)}: "
                + "neither its HAProxy nor any probe responds, but other nodes do. Its host or network may be down.",
            $"Check that the host is up: ping {host}; ssh {host}. Other HAProxys show within seconds whether they reach it.",
            silence.Since
        );
}
