using System.Collections.Immutable;
using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Diagnosis.Rules.ControlPlane;
using HaDashboard.Core.Diagnosis.Rules.Etcd;
using HaDashboard.Core.Diagnosis.Rules.HaProxy;
using HaDashboard.Core.Diagnosis.Rules.Hosts;
using HaDashboard.Core.Diagnosis.Rules.Kubernetes;
using HaDashboard.Core.Diagnosis.Sentences;
using HaDashboard.Core.Diagnosis.Topology;
using HaDashboard.Core.Facts.HaProxy;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Core.Diagnosis.Rules.Reachability;

/// <summary>
/// A server that a node's HAProxy sends no requests to: one finding per server and state, which names the nodes.
/// </summary>
public sealed class ServerDownRule : IRule
{
    public static RuleId Id { get; } = new("haproxy.server-down");

    public RuleDescription Description { get; } =
        new(
            Id,
            Order: 200,
            Condition: ReachabilityTexts.ServerDownCondition,
            Severities: [Severity.Critical, Severity.Warning, Severity.Info],
            Impact: ReachabilityTexts.ServerDownImpact,
            Advice: ReachabilityTexts.ServerDownGeneralAdvice,
            Sources: [SourceKind.HaProxy]
        );

    private const int NamedServers = 5;

    public ImmutableArray<Explanation> ExplainedBy { get; } =
    [
        Explanation.Always(PartitionRule.Id),
        .. LostHost.OfSameNodeOrColumn,
        Explanation.OfColumn(EtcdMemberDownRule.Id),
        Explanation.Always(EtcdQuorumLostRule.Id),
        Explanation.Always(EtcdNoLeaderRule.Id),
        Explanation.OfSameSubject(FlappingRule.Id),
        new(PartialViewRule.Id, IsAmong),
        Explanation.OfSameSubject(ForgottenMaintRule.Id),
        Explanation.OfColumn(FalseGreenRule.Id),
        Explanation.OfColumn(ApiServerNotLiveRule.Id),
        Explanation.OfColumn(ApiServerNotReadyRule.Id),
        new(PodMissingRule.Id, IsItsApiServer),
        new(PodCrashLoopRule.Id, IsItsApiServer),
        Explanation.EverywhereOrOnSameNode(NoServerUpRule.Id),
    ];

    public IEnumerable<Finding> Assess(ClusterDiagnosis diagnosis) =>
        OfMasters(diagnosis).Concat(OfOtherProxies(diagnosis));

    // One finding per master and state: a node may name its server differently, or list it twice.
    private static IEnumerable<Finding> OfMasters(ClusterDiagnosis diagnosis)
    {
        var responding = diagnosis.Snapshot.Nodes.Count(node => node.HaProxy.IsFresh);
        return from column in diagnosis.Matrix
            let listing = column.Fresh.Count(cell => cell.Server is not null)
            from same in Reports(column).GroupBy(report => report.State)
            select FindingOf(diagnosis, column, [.. same], listing, responding);
    }

    private static IEnumerable<Report> Reports(MatrixColumn column) =>
        from cell in column.Fresh
        where cell.Server is { IsOutOfRotation: true }
        select new Report(cell.Node, cell.Server!);

    // Ingress, registries and whatever else the same HAProxy serves say nothing of the control plane: one note for each proxy.
    private static IEnumerable<Finding> OfOtherProxies(ClusterDiagnosis diagnosis) =>
        from node in diagnosis.Snapshot.Nodes
        where node.HaProxy.IsFresh
        from proxy in node.HaProxy.Value!.Proxies
        where proxy.Backend is not null && !diagnosis.Map.IsApiBackend(node.Name, proxy.Name.Value)
        from server in proxy.Servers
        where server.IsOutOfRotation
        group new Report(node, server) by proxy.Name.Value into reports
        select OtherProxy(reports.Key, [.. reports]);

    private static Finding OtherProxy(string proxy, ImmutableArray<Report> reports)
    {
        ImmutableArray<string> servers =
        [
            .. reports.Select(report => report.Server.Name.Value).Distinct(StringComparer.Ordinal),
        ];
        ImmutableArray<NodeState> nodes = [.. reports.Select(report => report.Node).Distinct()];
        var (where, _) = Wording.Where(nodes, nodes.Length, 0);
        return new Finding(
            Id,
            Severity.Info,
            nodes.Length == 1 ? nodes[0].Name : null,
            new ServerSubject(proxy, servers),
            servers.Length <= NamedServers
                ? ReachabilityTexts.OtherProxyServersOut(proxy, where, string.Join(", ", servers), servers.Length)
                : ReachabilityTexts.OtherProxyManyServersOut(proxy, where, servers.Length),
            ReachabilityTexts.OtherProxyAdvice,
            reports.Min(report => report.Server.Since)
        )
        {
            Impact = ReachabilityTexts.OtherProxyImpact,
        };
    }

    private static Finding FindingOf(
        ClusterDiagnosis diagnosis,
        MatrixColumn column,
        ImmutableArray<Report> members,
        int listing,
        int responding
    )
    {
        var (node, server) = (members[0].Node, members[0].Server);
        var everywhere = members.Length == listing;
        var grave = everywhere && !IsIntended(server.Status);
        var (where, others) = Wording.Where([.. members.Select(m => m.Node)], listing, responding);
        var ready = grave ? ReadyMaster(diagnosis, column) : null;
        return new Finding(
            Id,
            grave ? Severity.Critical : Severity.Warning,
            members.Length == 1 ? node.Name : null,
            ServerSubject.Of(column),
            ready is null ? Out(column, members, where, others) : OutButReady(column, members, where, ready),
            Advice(server, everywhere),
            members.Min(m => m.Server.Since)
        );
    }

    // The direct probe on the master succeeds, so the process is not the cause: the network path or the health check is.
    private static NodeName? ReadyMaster(ClusterDiagnosis diagnosis, MatrixColumn column) =>
        column.Master is { } name && diagnosis.Snapshot.Node(name)?.ApiServer.IsReady() == true ? name : null;

    private static Message Out(MatrixColumn column, ImmutableArray<Report> members, Message where, Message others) =>
        Checks(members) is { } checks
            ? ReachabilityTexts.ServerOutByCheck(column.ServerName, members[0].State, where, checks, others)
            : ReachabilityTexts.ServerOut(column.ServerName, members[0].State, where, others);

    // Such a server is out on every node: no other node reports another state.
    private static Message OutButReady(
        MatrixColumn column,
        ImmutableArray<Report> members,
        Message where,
        NodeName master
    ) =>
        Checks(members) is { } checks
            ? ReachabilityTexts.ServerOutByCheckButReady(column.ServerName, members[0].State, where, checks, master)
            : ReachabilityTexts.ServerOutButReady(column.ServerName, members[0].State, where, master);

    private static string? Checks(ImmutableArray<Report> members)
    {
        var codes = string.Join(
            ", ",
            members.Select(m => m.Server.Check?.Code).Where(code => code is not null).Distinct(StringComparer.Ordinal)
        );
        return codes.Length == 0 ? null : Printable.Excerpt(codes, 60);
    }

    /// <summary>An administrative state, not a failure. A name that does not resolve is shown as MAINT, but is a failure.</summary>
    private static bool IsIntended(ServerStatus status) =>
        status
            is { State: ServerOperationalState.Up or ServerOperationalState.Drain }
                or { State: ServerOperationalState.Maint, Detail: not "resolution" };

    private static Message Advice(Server server, bool everywhere) =>
        server.Status switch
        {
            { Detail: "resolution" } => ReachabilityTexts.ServerNameUnresolved,
            { Detail: "agent" } => ReachabilityTexts.ServerSetByAgent,
            { State: ServerOperationalState.Maint, Detail: { } via } => ReachabilityTexts.ServerTracksAnother(
                Printable.Excerpt(via, 80)
            ),
            var status when IsIntended(status) => ReachabilityTexts.ServerStateWasSet,
            _ when everywhere => ReachabilityTexts.CheckMaster(AddressOf(server)),
            _ => ReachabilityTexts.CheckPath(AddressOf(server).Replace(':', ' ')),
        };

    private static string AddressOf(Server server) => server.Address ?? server.Name.Value;

    // The subject of the path names every server that the path does not reach.
    private static bool IsAmong(ClusterDiagnosis diagnosis, Finding path, Finding down) =>
        path.Subject is ServerSubject lost
        && down.Subject is ServerSubject { Servers: [var server] } one
        && lost.Proxy.Equals(one.Proxy, StringComparison.Ordinal)
        && lost.Servers.Contains(server, StringComparer.Ordinal)
        && (path.Node is null || down.Node is null || path.Node == down.Node);

    private static bool IsItsApiServer(ClusterDiagnosis diagnosis, Finding pod, Finding down) =>
        Relations.ComponentOf(pod) is ControlPlaneComponent.ApiServer && Relations.IsOfColumn(diagnosis, pod, down);

    private sealed record Report(NodeState Node, Server Server)
    {
        internal Message State =>
            Server.Status.State is ServerOperationalState.Up
                ? ReachabilityTexts.UpWithWeightZero
                : Message.Verbatim(Server.Status.Word);
    }
}
