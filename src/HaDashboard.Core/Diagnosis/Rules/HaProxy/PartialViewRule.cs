using System.Collections.Immutable;
using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Diagnosis.Rules.Etcd;
using HaDashboard.Core.Diagnosis.Rules.Hosts;
using HaDashboard.Core.Diagnosis.Sentences;
using HaDashboard.Core.Diagnosis.Topology;
using HaDashboard.Core.Facts.HaProxy;
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
            Condition: HaProxyTexts.PartialViewCondition,
            Severities: [Severity.Warning],
            Impact: HaProxyTexts.PartialViewImpact,
            Advice: HaProxyTexts.PartialViewGeneralAdvice,
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
        return new Finding(
            Id,
            Severity.Warning,
            path is { From.Length: 1, Mutual: false } ? path.From[0].Name : null,
            new ServerSubject(path.To[0].ProxyName, ends) { Master = ends is [_] ? path.To[0].Master : null },
            path.Mutual ? HaProxyTexts.PathBrokenBothWays(path.From[0].Name, path.To[0].Master, since)
                : onlyItself ? HaProxyTexts.OnlyItselfReaches(path.To[0].Master, servers, since, who)
                : reaching.Length == 1 ? HaProxyTexts.OnlyOneNodeReaches(who, servers, since, reaching[0])
                : HaProxyTexts.OtherNodesReach(who, servers, since, reaching.Length),
            onlyItself
                ? HaProxyTexts.OnlyItselfReachesAdvice(path.To[0].Master)
                : HaProxyTexts.PathBrokenAdvice(path.From[0].Name, address),
            path.Since
        )
        {
            Impact =
                path.From.Length == 1
                    ? HaProxyTexts.FewerMastersOnNode(path.From[0].Name)
                    : HaProxyTexts.FewerMastersOnNodes,
            Evidence =
            [
                .. path
                    .From.Take(5)
                    .SelectMany(node => path.To.Select(column => StateOf(column.ServerName, column.Of(node.Name)))),
                .. path.To[0]
                    .Fresh.Where(s => s.Server is { TakesTraffic: true })
                    .Take(3)
                    .Select(s => StateOf(path.To[0].ServerName, s)),
            ],
        };
    }

    private static Evidence StateOf(string server, MatrixCell cell) =>
        new(
            cell.Server is { } listed
                ? HaProxyTexts.ServerState(cell.Node.Name, server, StateOf(listed))
                : HaProxyTexts.ServerAbsent(cell.Node.Name, server),
            SourceId.HaProxy(cell.Node.Name)
        );

    private static string StateOf(Server server) =>
        server.Check is { } check ? $"{server.Status.Word} {Printable.Excerpt(check.Code, 20)}" : server.Status.Word;
}
