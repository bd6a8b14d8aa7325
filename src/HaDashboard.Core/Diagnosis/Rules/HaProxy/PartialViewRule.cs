using System.Collections.Immutable;
using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Diagnosis.Rules.Etcd;
using HaDashboard.Core.Diagnosis.Rules.Hosts;
using HaDashboard.Core.Diagnosis.Sentences;
using HaDashboard.Core.Diagnosis.Topology;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Core.Diagnosis.Rules.HaProxy;

/// <summary>Some nodes do not reach a master that others reach: not that master, but the way to it.</summary>
public sealed class PartialViewRule : IRule
{
    public static RuleId Id { get; } = new("haproxy.partial-view");

    public RuleDescription Description { get; } =
        new(
            Id,
            Order: 170,
            Condition: "some nodes see a master DOWN that others see UP, for 2 s, and the master gives no reason itself",
            Severities: [Severity.Warning],
            Impact: "These nodes have fewer masters to fall back on.",
            Advice: "nc -vz from there; firewall, route, bind address",
            Sources: [SourceKind.HaProxy]
        );

    public ImmutableArray<Explanation> ExplainedBy { get; } =
    [
        Explanation.Always(PartitionRule.Id),
        .. LostHost.OfSameNodeOrColumn,
        Explanation.OfColumn(EtcdMemberDownRule.Id),
        Explanation.OfSameSubject(FlappingRule.Id),
    ];

    public IEnumerable<Finding> Assess(ClusterDiagnosis diagnosis) =>
        from path in diagnosis.Pattern.Paths
        where Settled.For(diagnosis.Snapshot, path.Since)
        select FindingOf(diagnosis, path);

    private static Finding FindingOf(ClusterDiagnosis diagnosis, BrokenPath path)
    {
        ImmutableArray<string> names = [.. path.To.Select(column => column.ServerName)];
        var servers = string.Join(", ", names);
        var ends =
            path.Mutual && diagnosis.Matrix.FirstOrDefault(column => column.Master == path.From[0].Name) is { } own
                ? names.Add(own.ServerName)
                : names;
        var who = Wording.Names(path.From);
        ImmutableArray<NodeName> reaching =
        [
            .. path.To[0].Fresh.Where(s => s.Server is { TakesTraffic: true }).Select(s => s.Node.Name),
        ];
        var onlyItself = reaching.Length == 1 && reaching[0] == path.To[0].Master;
        var address = path.To[0].Of(path.From[0].Name).Server?.Address?.Replace(':', ' ') ?? path.To[0].ServerName;
        return new Finding(
            Id,
            Severity.Warning,
            path is { From.Length: 1, Mutual: false } ? path.From[0].Name : null,
            new ServerSubject(diagnosis.Snapshot.Inventory.ApiBackend, ends),
            path.Mutual
                    ? $"The link between {path.From[0].Name} and {path.To[0].Master} is "
                        + $"broken{Wording.SinceClause(diagnosis.Snapshot, path.Since)}: "
                        + "neither reaches the other's apiserver, and everybody else reaches both."
                : onlyItself
                    ? $"Only {path.To[0].Master} itself reaches {servers}{Wording.SinceClause(diagnosis.Snapshot, path.Since)}: "
                        + $"{who} {(path.From.Length == 1 ? "does" : "do")} not."
                : $"{who} {(path.From.Length == 1 ? "does" : "do")} not reach "
                    + $"{servers}{Wording.SinceClause(diagnosis.Snapshot, path.Since)}, which "
                    + $"{(reaching.Length == 1 ? $"{reaching[0]} does" : $"{Wording.Count(reaching.Length, "other node")} do")}: "
                    + "the way between them is broken, not the master.",
            onlyItself
                ? $"On {path.To[0].Master}: is there a firewall (nft list ruleset), and does the apiserver listen on its "
                    + "address and not only on loopback (ss -ltn)?"
                : $"On {path.From[0].Name}: nc -vz {address}; then the firewall and the route between the two.",
            path.Since
        )
        {
            Impact =
                path.From.Length == 1
                    ? $"{who} has fewer masters to fall back on than the rest."
                    : "These nodes have fewer masters to fall back on than the rest.",
            Evidence =
            [
                .. path
                    .From.Take(5)
                    .SelectMany(node =>
                        path.To.Select(column => new Evidence(
                            $"{node.Name}: {column.ServerName} is {Said(column.Of(node.Name))}",
                            SourceId.HaProxy(node.Name)
                        ))
                    ),
                .. path.To[0]
                    .Fresh.Where(s => s.Server is { TakesTraffic: true })
                    .Take(3)
                    .Select(s => new Evidence(
                        $"{s.Node.Name}: {path.To[0].ServerName} is {Said(s)}",
                        SourceId.HaProxy(s.Node.Name)
                    )),
            ],
        };
    }

    private static string Said(MatrixCell sighting) =>
        sighting.Server is { } server
            ? $"{server.Status.Word}{(server.Check is { } check ? $" {Printable.Excerpt(check.Code, 20)}" : "")}"
            : "not listed";
}
