using System.Collections.Immutable;
using HaDashboard.Core.HaProxy;
using HaDashboard.Core.Snapshots;

namespace HaDashboard.Core.Verdicts.Rules;

/// <summary>
/// A server that a node's HAProxy sends nothing to: told once per server, not once per node, with who sees it so.
/// </summary>
internal sealed class ServerDownRule : IVerdictRule
{
    public IEnumerable<Finding> Assess(ClusterSnapshot snapshot)
    {
        var seen = new Dictionary<string, List<Sighting>>(StringComparer.Ordinal);
        foreach (var node in snapshot.Nodes)
        {
            foreach (var server in node.HaProxy.FreshValue?.Proxies.SelectMany(p => p.Servers) ?? [])
            {
                if (!seen.TryGetValue(server.Path, out var sightings))
                {
                    seen[server.Path] = sightings = [];
                }

                sightings.Add(new Sighting(node, server));
            }
        }

        return from pair in seen
               from finding in FindingsOf(snapshot, pair.Key, pair.Value)
               select finding;
    }

    private static IEnumerable<Finding> FindingsOf(ClusterSnapshot snapshot, string path, List<Sighting> sightings)
    {
        var affected = sightings.Where(s => !s.Server.TakesTraffic && s.Server.Status.State is not ServerOperationalState.NoCheck).ToImmutableArray();
        foreach (var group in affected.GroupBy(s => s.Word, StringComparer.Ordinal))
        {
            var members = group.ToImmutableArray();
            var everywhere = members.Length == sightings.Count;
            var api = members[0].Server.Proxy.Value.Equals(snapshot.Inventory.ApiBackend, StringComparison.Ordinal);
            var intended = members[0].Server.Status.State is ServerOperationalState.Maint or ServerOperationalState.Drain or ServerOperationalState.Up;
            yield return new Finding(
                "haproxy.server-down",
                api && everywhere && !intended ? Severity.Critical : Severity.Warning,
                members.Length == 1 ? members[0].Node.Name : null,
                path,
                Message(members, sightings.Count, everywhere),
                Advice(members[0].Server, everywhere, intended),
                members.Min(s => s.Server.Since));
        }
    }

    private static string Message(ImmutableArray<Sighting> members, int heard, bool everywhere)
    {
        var (name, word) = (members[0].Server.Name, members[0].Word);
        var checks = string.Join(", ", members.Select(s => s.Server.Check?.Code).Where(c => c is not null).Distinct(StringComparer.Ordinal));
        var code = checks.Length == 0 ? "" : $" ({checks})";
        return everywhere
            ? heard == 1 ? $"{name} is {word} on {members[0].Node.Name}{code}." : $"{name} is {word} on all {heard} nodes that answer{code}."
            : $"{name} is {word} on {Nodes(members)}{code}; {heard - members.Length} of {heard} nodes see it otherwise.";
    }

    private static string Nodes(ImmutableArray<Sighting> members) => members.Length <= 3
        ? string.Join(", ", members.Select(s => s.Node.Name))
        : $"{members.Length} nodes";

    private static string Advice(Server server, bool everywhere, bool intended) => intended
        ? "Somebody set this at run time: find out who and why; a reload of HAProxy undoes it silently."
        : everywhere
            ? $"Look at the master itself: its apiserver (crictl ps -a | grep kube-apiserver), its host, its network ({server.Address ?? server.Name.Value})."
            : $"Others see it: look at the link and the firewall between the two (nc -vz {server.Address?.Replace(':', ' ') ?? server.Name.Value}).";

    private sealed record Sighting(NodeState Node, Server Server)
    {
        internal string Word => Server.Status.State is ServerOperationalState.Up ? "UP with weight 0" : Server.Status.Word;
    }
}
