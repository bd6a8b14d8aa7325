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
        var backend = diagnosis.Snapshot.Inventory.ApiBackend;
        ImmutableArray<MatrixColumn> listed =
        [
            .. diagnosis.Matrix.Where(column => column.Fresh.Any(s => s.Server is not null)),
        ];
        return [.. OnSomeNodes(listed, backend), .. OnEveryNode(diagnosis, listed, backend)];
    }

    private static IEnumerable<Finding> OnSomeNodes(ImmutableArray<MatrixColumn> listed, string backend) =>
        from column in listed
        from cell in column.Fresh
        // NoServerUpRule reports an empty or missing backend
        where cell.Server is null && cell.Node.HaProxy.Value?.Find(backend)?.Servers is { IsEmpty: false }
        select new Finding(
            Id,
            Severity.Warning,
            cell.Node.Name,
            new ServerSubject(backend, column.ServerName),
            HaProxyTexts.ServerNotListed(cell.Node.Name, column.ServerName),
            HaProxyTexts.ServerNotListedAdvice(cell.Node.Name),
            null
        );

    // A server line need not have its master's name, and its address may be hidden: servers that match no master are counted.
    private static IEnumerable<Finding> OnEveryNode(
        ClusterDiagnosis diagnosis,
        ImmutableArray<MatrixColumn> listed,
        string backend
    )
    {
        ImmutableArray<NodeState> unmatched =
        [
            .. diagnosis.Snapshot.Nodes.Where(node =>
                node.IsMaster && listed.All(column => column.Master != node.Name)
            ),
        ];
        var strangers = listed.Count(column => column.Master is null);
        if (listed.IsEmpty || unmatched.Length <= strangers)
        {
            return [];
        }

        var masters = diagnosis.Snapshot.Nodes.Count(node => node.IsMaster);
        return
        [
            new Finding(
                Id,
                Severity.Warning,
                null,
                new ProxySubject(backend),
                strangers == 0
                    ? HaProxyTexts.MasterNotListed(Wording.Names(unmatched), backend)
                    : HaProxyTexts.TooFewServersListed(backend, listed.Length, masters),
                HaProxyTexts.MasterNotListedAdvice(backend),
                null
            ),
        ];
    }
}
