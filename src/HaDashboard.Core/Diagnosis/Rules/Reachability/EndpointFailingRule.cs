using System.Collections.Immutable;
using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Diagnosis.Sentences;
using HaDashboard.Core.Facts.ControlPlane;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Core.Diagnosis.Rules.Reachability;

/// <summary>A node whose own way to the API fails, wholly or for some of its connections: its kubelet, and everything else on it, feels that.</summary>
internal sealed class EndpointFailingRule : IVerdictRule
{
    public IEnumerable<Finding> Assess(ClusterSnapshot snapshot)
    {
        var asked = snapshot.Nodes.Count(node => node.LocalEndpoint.IsWell() is not null);
        return from node in snapshot.Nodes
            where node.LocalEndpoint.IsWell() == false && node.HaProxy.Failure?.Kind is not FailureKind.SocketRefused // HAProxy is down there, and that is told
            group node by What(node) into same
            select FindingOf(same.Key, [.. same], asked);
    }

    // Told once where it is the same on several nodes: mostly it is one master that fails for all.
    private static Finding FindingOf(string what, ImmutableArray<NodeState> nodes, int asked)
    {
        var (where, others) = Wording.Where(nodes, asked, asked);
        return new Finding(
            "endpoint.failing",
            nodes[0].LocalEndpoint.FreshValue is { Succeeded: > 0 } ? Severity.Warning : Severity.Critical,
            nodes.Length == 1 ? nodes[0].Name : null,
            "local endpoint",
            $"{what} {where}{others}.",
            "On such a node: curl -sk https://127.0.0.1:5443/readyz, several times; then compare with the masters' own /readyz.",
            nodes.Min(node => node.LocalEndpoint.FailingSince)
        );
    }

    private static string What(NodeState node) =>
        node.LocalEndpoint.FreshValue is { } probe
            ? $"{(probe.Succeeded == 0 ? "All" : "Some")} connections to the API through the node's own HAProxy fail{Why(probe)}"
            : "Nothing answers the connections to the API through the node's own HAProxy";

    private static string Why(LocalEndpointProbe probe)
    {
        ImmutableArray<EndpointAttempt> failed = [.. probe.Attempts.Where(attempt => !attempt.Ok)];
        var by = failed
            .Select(attempt => attempt.AnsweredBy)
            .OfType<NodeName>()
            .Select(name => name.Value)
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal)
            .ToImmutableArray();
        return by.Length > 0
            ? $" ({Printable.Excerpt(failed[0].Error, 80)}, at {string.Join(", ", by)})"
            : $" ({Printable.Excerpt(failed[0].Error, 120).TrimEnd('.')})";
    }
}
