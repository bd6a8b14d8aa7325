using System.Collections.Immutable;
using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Diagnosis.Rules.Hosts;
using HaDashboard.Core.Diagnosis.Sentences;
using HaDashboard.Core.Diagnosis.Topology;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Core.Diagnosis.Rules.HaProxy;

/// <summary>
/// A HAProxy whose API backend does not list a master never sends requests to it.
/// </summary>
public sealed class MissingMasterRule : IRule
{
    public static RuleId Id { get; } = new("haproxy.missing-master");

    public RuleDescription Description { get; } =
        new(
            Id,
            Order: 210,
            Condition: HaProxyTexts.MissingMasterCondition,
            Severities: [Severity.Warning],
            Impact: HaProxyTexts.MissingMasterImpact,
            Advice: HaProxyTexts.MissingMasterGeneralAdvice,
            Sources: [SourceKind.HaProxy]
        );

    public ImmutableArray<Explanation> ExplainedBy { get; } = [.. LostHost.OfSameNode];

    public IEnumerable<Finding> Assess(ClusterDiagnosis diagnosis)
    {
        ImmutableArray<MatrixColumn> listed =
        [
            .. diagnosis.Matrix.Where(column => column.Fresh.Any(s => s.Server is not null)),
        ];
        return [.. OnSomeNodes(diagnosis, listed), .. OnEveryNode(diagnosis, listed)];
    }

    // A server without a known address may be any master: the node that lists as many as the others is not told to lack one.
    private static IEnumerable<Finding> OnSomeNodes(ClusterDiagnosis diagnosis, ImmutableArray<MatrixColumn> listed) =>
        from column in listed
        from cell in column.Fresh
        // NoServerUpRule reports an empty or missing backend
        where
            cell.Server is null
            && !diagnosis.Map.LinesOf(cell.Node.Name).IsEmpty
            && (
                column.Master is null
                || diagnosis.Map.LinesOf(cell.Node.Name).All(line => line.Target is not LineTarget.Unidentified)
            )
        select new Finding(
            Id,
            Severity.Warning,
            cell.Node.Name,
            ServerSubject.Of(column),
            HaProxyTexts.ServerNotListed(cell.Node.Name, column.ServerName),
            HaProxyTexts.ServerNotListedAdvice(cell.Node.Name),
            null
        );

    // A server line need not have its master's name, and its address may be hidden: servers that match no master are counted. Those that
    // are certainly no master's are no columns here.
    private static IEnumerable<Finding> OnEveryNode(ClusterDiagnosis diagnosis, ImmutableArray<MatrixColumn> listed)
    {
        ImmutableArray<NodeState> unmatched =
        [
            .. diagnosis.Snapshot.Nodes.Where(node =>
                node.IsMaster && listed.All(column => column.Master != node.Name)
            ),
        ];
        var unidentified = listed.Count(column => column.Master is null);
        if (listed.IsEmpty || unmatched.Length <= unidentified)
        {
            return [];
        }

        var backend = string.Join(", ", diagnosis.Map.BackendNames);
        var masters = diagnosis.Snapshot.Nodes.Count(node => node.IsMaster);
        return
        [
            new Finding(
                Id,
                Severity.Warning,
                null,
                new ProxySubject(backend),
                unidentified == 0
                    ? HaProxyTexts.MasterNotListed(Wording.Names(unmatched), backend)
                    : HaProxyTexts.TooFewServersListed(backend, listed.Length, masters),
                HaProxyTexts.MasterNotListedAdvice(backend),
                null
            ),
        ];
    }
}
