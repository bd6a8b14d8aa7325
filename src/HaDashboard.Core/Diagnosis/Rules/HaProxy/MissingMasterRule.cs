using System.Collections.Immutable;
using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Diagnosis.Rules.Hosts;
using HaDashboard.Core.Diagnosis.Sentences;
using HaDashboard.Core.Diagnosis.Topology;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Core.Diagnosis.Rules.HaProxy;

/// <summary>
/// A node whose API backend does not list a server that others list can't use that master; one that nobody lists nobody can
/// use.
/// </summary>
public sealed class MissingMasterRule : IRule
{
    public static RuleId Id { get; } = new("haproxy.missing-master");

    public RuleDescription Description { get; } =
        new(
            Id,
            Order: 210,
            Condition: "a node's API backend lacks a server that others list, or a master that no node lists",
            Severities: [Severity.Warning],
            Impact: "That master helps nobody there.",
            Advice: "compare haproxy.cfg with another node's",
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
        from sighting in column.Fresh
        // An empty or missing backend is told once
        where sighting.Server is null && sighting.Node.HaProxy.Value?.Find(backend)?.Servers is { IsEmpty: false }
        select new Finding(
            Id,
            Severity.Warning,
            sighting.Node.Name,
            new ServerSubject(backend, column.ServerName),
            $"The HAProxy of {sighting.Node.Name} does not list {column.ServerName}, which another node does.",
            $"Compare haproxy.cfg of {sighting.Node.Name} with another node's.",
            null
        );

    // A server line need not carry its master's name, and its address may be hidden: what can't be told apart is counted.
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
                    ? $"No HAProxy that answers lists {Wording.Names(unmatched)} in '{backend}'."
                    : $"'{backend}' lists {Wording.Count(listed.Length, "server")} for {Wording.Count(masters, "master")}.",
                $"Add a server line for every master to '{backend}' in each haproxy.cfg.",
                null
            ),
        ];
    }
}
