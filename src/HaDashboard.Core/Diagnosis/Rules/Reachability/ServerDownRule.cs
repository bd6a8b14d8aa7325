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
            Condition: "a server gets no traffic: DOWN, NOLB, MAINT, DRAIN or weight 0",
            Severities: [Severity.Critical, Severity.Warning],
            Impact: "Requests go to the remaining servers.",
            Advice: "DOWN on every node: check the master; DOWN on some nodes: check the network path",
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
            from same in members.GroupBy(s => s.Word, StringComparer.Ordinal)
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
        var contradiction = grave ? Contradiction(diagnosis, server) : "";
        return new Finding(
            Id,
            grave ? Severity.Critical : Severity.Warning,
            members.Length == 1 ? node.Name : null,
            new ServerSubject(server.Proxy.Value, server.Name.Value),
            $"{server.Name} is {members[0].Word} {where}{Checks(members)}{others}{contradiction}.",
            Advice(server, everywhere),
            members.Min(m => m.Server.Since)
        );
    }

    // The direct probe on the master succeeds, so the process is not the cause: the network path or the health check is.
    private static string Contradiction(ClusterDiagnosis diagnosis, Server server) =>
        diagnosis
            .Matrix.FirstOrDefault(column => column.ServerName.Equals(server.Name.Value, StringComparison.Ordinal))
            ?.Master
            is { } name
        && diagnosis.Snapshot.Node(name)?.ApiServer.IsReady() == true
            ? $", but the apiserver of {name} is ready (direct probe): check the network path and the health check"
            : "";

    private static string Checks(ImmutableArray<Report> members)
    {
        var codes = string.Join(
            ", ",
            members.Select(m => m.Server.Check?.Code).Where(code => code is not null).Distinct(StringComparer.Ordinal)
        );
        return codes.Length == 0 ? "" : $" ({Printable.Excerpt(codes, 60)})";
    }

    /// <summary>An administrative state, not a failure. A name that does not resolve is shown as MAINT, but is a failure.</summary>
    private static bool IsIntended(ServerStatus status) =>
        status
            is { State: ServerOperationalState.Up or ServerOperationalState.Drain }
                or { State: ServerOperationalState.Maint, Detail: not "resolution" };

    private static string Advice(Server server, bool everywhere) =>
        server.Status switch
        {
            { Detail: "resolution" } =>
                "The server name does not resolve. Check the resolvers in haproxy.cfg and the DNS server.",
            { Detail: "agent" } => "The agent check set this state. Check the agent on the server.",
            { State: ServerOperationalState.Maint, Detail: { } via } =>
                $"This server tracks another server ({Printable.Excerpt(via, 80)}). Check that server.",
            var status when IsIntended(status) =>
                "This state was set through the runtime API or in haproxy.cfg. Check the audit log for the reason. "
                    + "A reload reverts runtime changes.",
            _ when everywhere => "Check the master: apiserver (crictl ps -a | grep kube-apiserver), host and network "
                + $"({AddressOf(server)}).",
            _ =>
                $"Other nodes reach it. Check the network path and the firewall: nc -vz {AddressOf(server).Replace(':', ' ')}",
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
        internal string Word =>
            Server.Status.State is ServerOperationalState.Up ? "UP with weight 0" : Server.Status.Word;
    }
}
