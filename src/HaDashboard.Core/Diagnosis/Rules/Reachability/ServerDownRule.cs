using System.Collections.Immutable;
using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Diagnosis.Rules.ControlPlane;
using HaDashboard.Core.Diagnosis.Rules.Etcd;
using HaDashboard.Core.Diagnosis.Rules.HaProxy;
using HaDashboard.Core.Diagnosis.Rules.Hosts;
using HaDashboard.Core.Diagnosis.Rules.Kubernetes;
using HaDashboard.Core.Diagnosis.Sentences;
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
            Severities: [Severity.Critical, Severity.Warning],
            Impact: ReachabilityTexts.ServerDownImpact,
            Advice: ReachabilityTexts.ServerDownGeneralAdvice,
            Sources: [SourceKind.HaProxy]
        );

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

    public IEnumerable<Finding> Assess(ClusterDiagnosis diagnosis)
    {
        var responding = diagnosis.Snapshot.Nodes.Count(node => node.HaProxy.IsFresh);
        return from report in OutOfRotation(diagnosis)
            group report by report.Server.Path into members
            let listing = diagnosis.Snapshot.Nodes.Count(node =>
                node.HaProxy.IsFresh && diagnosis.IndexOf(node)?.Lists(members.First().Server) == true
            )
            from same in members.GroupBy(s => s.State)
            select FindingOf(diagnosis, [.. same], listing, responding);
    }

    private static IEnumerable<Report> OutOfRotation(ClusterDiagnosis diagnosis) =>
        from node in diagnosis.Snapshot.Nodes
        where node.HaProxy.IsFresh
        from server in diagnosis.IndexOf(node)?.OutOfRotation ?? []
        select new Report(node, server);

    private static Finding FindingOf(
        ClusterDiagnosis diagnosis,
        ImmutableArray<Report> members,
        int listing,
        int responding
    )
    {
        var (node, server) = (members[0].Node, members[0].Server);
        var everywhere = members.Length == listing;
        var grave =
            everywhere
            && !IsIntended(server.Status)
            && server.Proxy.Value.Equals(diagnosis.Snapshot.Inventory.ApiBackend, StringComparison.Ordinal);
        var (where, others) = Wording.Where([.. members.Select(m => m.Node)], listing, responding);
        var ready = grave ? ReadyMaster(diagnosis, server) : null;
        return new Finding(
            Id,
            grave ? Severity.Critical : Severity.Warning,
            members.Length == 1 ? node.Name : null,
            new ServerSubject(server.Proxy.Value, server.Name.Value),
            ready is null ? Out(members, where, others) : OutButReady(members, where, ready),
            Advice(server, everywhere),
            members.Min(m => m.Server.Since)
        );
    }

    // The direct probe on the master succeeds, so the process is not the cause: the network path or the health check is.
    private static NodeName? ReadyMaster(ClusterDiagnosis diagnosis, Server server) =>
        diagnosis
            .Matrix.FirstOrDefault(column => column.ServerName.Equals(server.Name.Value, StringComparison.Ordinal))
            ?.Master
            is { } name
        && diagnosis.Snapshot.Node(name)?.ApiServer.IsReady() == true
            ? name
            : null;

    private static Message Out(ImmutableArray<Report> members, Message where, Message others) =>
        Checks(members) is { } checks
            ? ReachabilityTexts.ServerOutByCheck(members[0].Server.Name, members[0].State, where, checks, others)
            : ReachabilityTexts.ServerOut(members[0].Server.Name, members[0].State, where, others);

    // Such a server is out on every node: no other node reports another state.
    private static Message OutButReady(ImmutableArray<Report> members, Message where, NodeName master) =>
        Checks(members) is { } checks
            ? ReachabilityTexts.ServerOutByCheckButReady(
                members[0].Server.Name,
                members[0].State,
                where,
                checks,
                master
            )
            : ReachabilityTexts.ServerOutButReady(members[0].Server.Name, members[0].State, where, master);

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
