using HaDashboard.Core.Snapshots;

namespace HaDashboard.Core.Verdicts.Rules;

/// <summary>A node whose API backend is missing, or has no server that takes traffic, can't reach the API.</summary>
internal sealed class NoServerUpRule : IVerdictRule
{
    public IEnumerable<Finding> Assess(ClusterSnapshot snapshot)
    {
        var backend = snapshot.Inventory.ApiBackend;
        foreach (var node in snapshot.Nodes)
        {
            if (node.HaProxy.FreshValue is not { } reading)
            {
                continue;
            }

            if (reading.Find(backend)?.Backend is null)
            {
                yield return new Finding("haproxy.no-server-up", Severity.Critical, node.Name, backend,
                    $"The HAProxy of {node.Name} has no backend '{backend}'.",
                    "Compare its haproxy.cfg with another node's, or set HaDashboard:HaProxy:ApiBackend to the backend's name.", null);
            }
            else if (reading.Find(backend)!.Servers is var servers && !servers.Any(s => s.TakesTraffic))
            {
                yield return new Finding("haproxy.no-server-up", Severity.Critical, node.Name, backend,
                    $"No server of '{backend}' takes traffic on {node.Name}: 0 of {servers.Length}.",
                    $"Is {node.Name} cut off from the masters, or are they down? Compare with the other rows.",
                    servers.Max(s => s.Since));
            }
        }
    }
}
