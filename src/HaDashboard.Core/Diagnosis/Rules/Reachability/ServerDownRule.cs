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
/// A server that a node's HAProxy sends nothing to: told once per server, not once per node, with who sees it so.
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
            Impact: "Requests go to the servers that are left.",
            Advice: "everywhere: the master; on some nodes: the way to it",
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
        var heard = diagnosis.Snapshot.Nodes.Count(node => node.HaProxy.IsFresh);
        return from report in OutOfRotation(diagnosis)
            group report by report.Server.Path into members
            let listing = diagnosis.Snapshot.Nodes.Count(node =>
                node.HaProxy.IsFresh && diagnosis.IndexOf(node)?.Lists(members.First().Server) == true
            )
            from same in members.GroupBy(s => s.Word, StringComparer.Ordinal)
            select FindingOf(diagnosis, [.. same], listing, heard);
    }

    private static IEnumerable<Report> OutOfRotation(ClusterDiagnosis diagnosis) =>
        from node in diagnosis.Snapshot.Nodes
        where node.HaProxy.IsFresh
        from server in diagnosis.IndexOf(node)?.OutOfRotation ?? []
        select new Report(node, server);

    private static Finding FindingOf(ClusterDiagnosis diagnosis, ImmutableArray<Report> members, int listing, int heard)
    {
        var (node, server) = (members[0].Node, members[0].Server);
        var everywhere = members.Length == listing;
        var grave =
            everywhere
            && !IsIntended(server.Status)
            && server.Proxy.Value.Equals(diagnosis.Snapshot.Inventory.ApiBackend, StringComparison.Ordinal);
        var (where, others) = Wording.Where([.. members.Select(m => m.Node)], listing, heard);
        return new Finding(
            Id,
            grave ? Severity.Critical : Severity.Warning,
            members.Length == 1 ? node.Name : null,
            new ServerSubject(server.Proxy.Value, server.Name.Value),
            $"{server.Name} is {members[0].Word} {where}{Checks(members)}{others}{(grave ? Contradiction(diagnosis, server) : "")}.",
            Advice(server, everywhere),
            members.Min(m => m.Server.Since)
        );
    }

    // Asked on its own master it serves, and nobody gets there: not the process, but the way to it or what is checked.
    private static string Contradiction(ClusterDiagnosis diagnosis, Server server) =>
        diagnosis
            .Matrix.FirstOrDefault(column => column.ServerName.Equals(server.Name.Value, StringComparison.Ordinal))
            ?.Master
            is { } name
        && diagnosis.Snapshot.Node(name)?.ApiServer.IsReady() == true
            ? $", and the apiserver of {name}, asked on it, is ready: the way to it is blocked, or the check asks the wrong thing"
            : "";

    private static string Checks(ImmutableArray<Report> members)
    {
        var codes = string.Join(
            ", ",
            members.Select(m => m.Server.Check?.Code).Where(code => code is not null).Distinct(StringComparer.Ordinal)
        );
        return codes.Length == 0 ? "" : $" ({Printable.Excerpt(codes, 60)})";
    }

    /// <summary>Somebody's doing, not a failure. A name that does not resolve looks like maintenance and is none.</summary>
    private static bool IsIntended(ServerStatus status) =>
        status
            is { State: ServerOperationalState.Up or ServerOperationalState.Drain }
                or { State: ServerOperationalState.Maint, Detail: not "resolution" };

    private static string Advice(Server server, bool everywhere) =>
        server.Status switch
        {
            { Detail: "resolution" } =>
                "Its name does not resolve: look at the resolvers in haproxy.cfg and at the DNS server.",
            { Detail: "agent" } => "Its agent asked for this: look at the agent on the server.",
            { State: ServerOperationalState.Maint, Detail: { } via } =>
                $"It follows another server ({Printable.Excerpt(via, 80)}): look at that one.",
            var status when IsIntended(status) =>
                "Somebody set this, at run time or in haproxy.cfg: find out who and why. "
                    + "A reload undoes silently what was set at run time.",
            _ when everywhere =>
                "Look at the master itself: its apiserver (crictl ps -a | grep kube-apiserver), its host, its network "
                    + $"({server.Address ?? server.Name.Value}).",
            _ =>
                "Others see it: look at the link and the firewall between the two (nc -vz "
                    + $"{server.Address?.Replace(':', ' ') ?? server.Name.Value}).",
        };

    // The path's subject names every server that the path does not reach.
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
