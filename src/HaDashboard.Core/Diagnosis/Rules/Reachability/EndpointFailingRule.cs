using System.Collections.Immutable;
using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Diagnosis.Rules.ControlPlane;
using HaDashboard.Core.Diagnosis.Rules.Etcd;
using HaDashboard.Core.Diagnosis.Rules.HaProxy;
using HaDashboard.Core.Diagnosis.Rules.Hosts;
using HaDashboard.Core.Diagnosis.Sentences;
using HaDashboard.Core.Facts.ControlPlane;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Core.Diagnosis.Rules.Reachability;

/// <summary>
/// A node whose own way to the API fails, wholly or for some of its connections: its kubelet, and everything else on it, feels
/// that.
/// </summary>
public sealed class EndpointFailingRule : IRule
{
    public static RuleId Id { get; } = new("endpoint.failing");

    public RuleDescription Description { get; } =
        new(
            Id,
            Order: 270,
            Condition: "connections through a node's own HAProxy get no good answer, all of them or some",
            Severities: [Severity.Critical, Severity.Warning],
            Impact: "Kubelet and everything else on that node feels it.",
            Advice: "curl -sk https://127.0.0.1:5443/readyz, several times",
            Sources: [SourceKind.LocalEndpoint]
        );

    public ImmutableArray<Explanation> ExplainedBy { get; } =
    [
        Explanation.Always(PartitionRule.Id),
        .. LostHost.OfSameNodeOrMaster,
        Explanation.OfPartialFailure(EtcdMemberDownRule.Id),
        Explanation.Always(EtcdQuorumLostRule.Id),
        Explanation.Always(EtcdNoLeaderRule.Id),
        Explanation.Always(EtcdUnsettledRule.Id),
        Explanation.OnSameNode(HaProxyProcessDownRule.Id),
        Explanation.OnSameNode(PartialViewRule.Id),
        Explanation.OfPartialFailure(FalseGreenRule.Id),
        Explanation.OfPartialFailure(ApiServerNotLiveRule.Id),
        Explanation.OfPartialFailure(ApiServerNotReadyRule.Id),
        Explanation.EverywhereOrOnSameNode(NoServerUpRule.Id),
        new(ServerDownRule.Id, IsShareOfServer),
    ];

    public IEnumerable<Finding> Assess(ClusterDiagnosis diagnosis)
    {
        var asked = diagnosis.Snapshot.Nodes.Count(node => node.LocalEndpoint.IsWell() is not null);
        return from node in diagnosis.Snapshot.Nodes
            // HAProxy is down there, and that is told
            where node.LocalEndpoint.IsWell() == false && node.HaProxy.Failure?.Kind is not FailureKind.SocketRefused
            group node by What(node) into same
            select FindingOf(same.Key, [.. same], asked);
    }

    // Told once where it is the same on several nodes: mostly it is one master that fails for all.
    private static Finding FindingOf(string what, ImmutableArray<NodeState> nodes, int asked)
    {
        var (where, others) = Wording.Where(nodes, asked, asked);
        return new Finding(
            Id,
            nodes[0].LocalEndpoint.FreshValue is { Succeeded: > 0 } ? Severity.Warning : Severity.Critical,
            nodes.Length == 1 ? nodes[0].Name : null,
            new EndpointSubject(),
            $"{what} {where}{others}.",
            "On such a node: curl -sk https://127.0.0.1:5443/readyz, several times; then compare with the masters' own /readyz.",
            nodes.Min(node => node.LocalEndpoint.FailingSince)
        );
    }

    // One server that is down everywhere fails its share of the connections; a server that somebody took out gets none.
    private static bool IsShareOfServer(ClusterDiagnosis diagnosis, Finding down, Finding endpoint) =>
        endpoint.Severity is not Severity.Critical && down.Severity is Severity.Critical;

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
