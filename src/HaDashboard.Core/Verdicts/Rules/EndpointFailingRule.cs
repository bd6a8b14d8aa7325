using System.Collections.Immutable;
using HaDashboard.Core.ControlPlane;
using HaDashboard.Core.Observations;
using HaDashboard.Core.Snapshots;

namespace HaDashboard.Core.Verdicts.Rules;

/// <summary>A node whose own way to the API fails, wholly or for some of its connections: its kubelet, and everything else on it, feels that.</summary>
internal sealed class EndpointFailingRule : IVerdictRule
{
    public IEnumerable<Finding> Assess(ClusterSnapshot snapshot) =>
        from node in snapshot.Nodes
        where node.LocalEndpoint.IsWell() == false && node.HaProxy.Failure?.Kind is not FailureKind.SocketRefused // HAProxy is down there, and that is told
        select new Finding(
            "endpoint.failing", IsWhole(node) ? Severity.Critical : Severity.Warning, node.Name, "local endpoint", Message(node),
            $"On {node.Name}: curl -sk https://127.0.0.1:5443/readyz, several times; then compare with the masters' own /readyz",
            node.LocalEndpoint.FailingSince);

    private static bool IsWhole(NodeState node) => node.LocalEndpoint.FreshValue is not { Succeeded: > 0 };

    private static string Message(NodeState node) => node.LocalEndpoint.FreshValue is { } probe
        ? $"{(probe.Succeeded == 0 ? "All" : "Some")} connections of {node.Name} to the API through its own HAProxy fail{Why(probe)}."
        : $"{node.Name} does not reach the API: {Wording.Sentence(node.LocalEndpoint.Failure?.Message ?? "its local endpoint is silent")}";

    private static string Why(LocalEndpointProbe probe)
    {
        ImmutableArray<EndpointAttempt> failed = [.. probe.Attempts.Where(attempt => !attempt.Ok)];
        var by = failed.Select(attempt => attempt.AnsweredBy).OfType<Inventory.NodeName>().Distinct().ToImmutableArray();
        return by.Length > 0 ? $" ({Printable.Excerpt(failed[0].Error, 80)}, at {string.Join(", ", by)})" : $" ({Printable.Excerpt(failed[0].Error, 120).TrimEnd('.')})";
    }
}
