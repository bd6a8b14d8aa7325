using System.Collections.Immutable;
using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Diagnosis.Sentences;
using HaDashboard.Core.Diagnosis.Topology;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Facts.Text;

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
            Condition: HostTexts.NodeSilentCondition,
            Severities: [Severity.Warning, Severity.Info],
            Impact: HostTexts.NodeSilentImpact,
            Advice: HostTexts.NodeSilentGeneralAdvice,
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
            MessageOf(diagnosis, silence),
            HostTexts.NodeSilentAdvice(host),
            silence.Since
        );

    private static Message MessageOf(ClusterDiagnosis diagnosis, NodeSilence silence)
    {
        var since = Wording.SinceClause(diagnosis.Snapshot, silence.Since);
        return diagnosis.IsOnlyOurViewLost(silence.Node)
            ? HostTexts.OwnViewLost(silence.Node.Name, since)
            : HostTexts.NodeSilent(silence.Node.Name, since);
    }
}
