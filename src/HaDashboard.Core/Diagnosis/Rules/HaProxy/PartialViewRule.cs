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

/// <summary>Some nodes cannot reach a master that others reach: the network path is broken, not the master.</summary>
public sealed class PartialViewRule : IRule
{
    public static RuleId Id { get; } = new("haproxy.partial-view");

    public RuleDescription Description { get; } =
        new(
            Id,
            Order: 170,
            Condition: "for 2 s some nodes report a master DOWN that others report UP, and direct probes of the master show no cause",
            Severities: [Severity.Warning],
            Impact: "These nodes can use fewer masters.",
            Advice: "run nc -vz from the affected node; check firewall, route and bind address",
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
        var since = Wording.SinceClause(diagnosis.Snapshot, path.Since);
        var can = reaching.Length == 1 ? $"{reaching[0]} can" : $"{Wording.Count(reaching.Length, "other node")} can";
        return new Finding(
            Id,
            Severity.Warning,
            path is { From.Length: 1, Mutual: false } ? path.From[0].Name : null,
            new ServerSubject(diagnosis.Snapshot.Inventory.ApiBackend, ends),
            path.Mutual
                    ? $"The network path between {path.From[0].Name} and {path.To[0].Master} is broken{since}: "
                        + "neither reaches the other's apiserver, but all other nodes reach both."
                : onlyItself ? $"Only {path.To[0].Master} itself reaches {servers}{since}: {who} cannot."
                : $"{who} cannot reach {servers}{since}, but {can}: the network path is broken, not the master.",
            onlyItself
                ? $"On {path.To[0].Master}: check the firewall (nft list ruleset). Check that the apiserver listens on its "
                    + "address and not only on loopback (ss -ltn)."
                : $"On {path.From[0].Name}: nc -vz {address}. Then check the firewall and the route between the two.",
            path.Since
        )
        {
            Impact =
                path.From.Length == 1
                    ? $"{who} can use fewer masters than the other nodes."
                    : "These nodes can use fewer masters than the other nodes.",
            Evidence =
            [
                .. path
                    .From.Take(5)
                    .SelectMany(node =>
                        path.To.Select(column => new Evidence(
                            $"{node.Name}: {column.ServerName} is {StateOf(column.Of(node.Name))}",
                            SourceId.HaProxy(node.Name)
                        ))
                    ),
                .. path.To[0]
                    .Fresh.Where(s => s.Server is { TakesTraffic: true })
                    .Take(3)
                    .Select(s => new Evidence(
                        $"{s.Node.Name}: {path.To[0].ServerName} is {StateOf(s)}",
                        SourceId.HaProxy(s.Node.Name)
                    )),
            ],
        };
    }

    private static string StateOf(MatrixCell cell) =>
        cell.Server switch
        {
            null => "not listed",
            { Check: { } check } server => $"{server.Status.Word} {Printable.Excerpt(check.Code, 20)}",
            var server => server.Status.Word,
        };
}
