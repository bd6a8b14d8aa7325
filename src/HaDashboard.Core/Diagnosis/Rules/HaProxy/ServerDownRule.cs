using System.Collections.Immutable;
using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Diagnosis.Sentences;
using HaDashboard.Core.Diagnosis.Topology;
using HaDashboard.Core.Facts.HaProxy;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Core.Diagnosis.Rules.HaProxy;

/// <summary>
/// A server that a node's HAProxy sends nothing to: told once per server, not once per node, with who sees it so.
/// </summary>
internal sealed class ServerDownRule : IVerdictRule
{
    public IEnumerable<Finding> Assess(ClusterSnapshot snapshot)
    {
        var heard = snapshot.Nodes.Count(node => node.HaProxy.IsFresh);
        return from sighting in OutOfRotation(snapshot)
            group sighting by sighting.Server.Path into members
            let listing = snapshot.Nodes.Count(node =>
                node.HaProxy.FreshValue is { } reading && ReadingIndex.Of(reading).Lists(members.First().Server)
            )
            from same in members.GroupBy(s => s.Word, StringComparer.Ordinal)
            select FindingOf(snapshot, [.. same], listing, heard);
    }

    private static IEnumerable<Sighting> OutOfRotation(ClusterSnapshot snapshot) =>
        from node in snapshot.Nodes
        where node.HaProxy.FreshValue is not null
        from server in ReadingIndex.Of(node.HaProxy.Value!).OutOfRotation
        select new Sighting(node, server);

    private static Finding FindingOf(ClusterSnapshot snapshot, ImmutableArray<Sighting> members, int listing, int heard)
    {
        var (node, server) = (members[0].Node, members[0].Server);
        var everywhere = members.Length == listing;
        var grave =
            everywhere
            && !IsIntended(server.Status)
            && server.Proxy.Value.Equals(snapshot.Inventory.ApiBackend, StringComparison.Ordinal);
        var (where, others) = Wording.Where([.. members.Select(m => m.Node)], listing, heard);
        return new Finding(
            "haproxy.server-down",
            grave ? Severity.Critical : Severity.Warning,
            members.Length == 1 ? node.Name : null,
            server.Path,
            $"{server.Name} is {members[0].Word} {where}{Checks(members)}{others}{(grave ? Contradiction(snapshot, server) : "")}.",
            Advice(server, everywhere),
            members.Min(m => m.Server.Since)
        );
    }

    // Asked on its own master it serves, and nobody gets there: not the process, but the way to it or what is checked.
    private static string Contradiction(ClusterSnapshot snapshot, Server server) =>
        MasterMatrix
            .Of(snapshot)
            .FirstOrDefault(column => column.ServerName.Equals(server.Name.Value, StringComparison.Ordinal))
            ?.Master
            is { } name
        && snapshot.Node(name)?.ApiServer.IsReady() == true
            ? $", and the apiserver of {name}, asked on it, is ready: the way to it is blocked, or the check asks the wrong thing"
            : "";

    private static string Checks(ImmutableArray<Sighting> members)
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
                "Somebody set this, at run time or in haproxy.cfg: find out who and why. A reload undoes silently what was set at run time.",
            _ when everywhere =>
                $"Look at the master itself: its apiserver (crictl ps -a | grep kube-apiserver), its host, its network ({server.Address ?? server.Name.Value}).",
            _ =>
                $"Others see it: look at the link and the firewall between the two (nc -vz {server.Address?.Replace(':', ' ') ?? server.Name.Value}).",
        };

    private sealed record Sighting(NodeState Node, Server Server)
    {
        internal string Word =>
            Server.Status.State is ServerOperationalState.Up ? "UP with weight 0" : Server.Status.Word;
    }
}
