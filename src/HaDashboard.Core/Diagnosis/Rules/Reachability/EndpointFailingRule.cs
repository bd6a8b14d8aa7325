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
/// A node whose API connections through its own HAProxy fail, all or some of them. This affects the kubelet and every other client there.
/// </summary>
public sealed class EndpointFailingRule : IRule
{
    public static RuleId Id { get; } = new("endpoint.failing");

    public RuleDescription Description { get; } =
        new(
            Id,
            Order: 270,
            Condition: "all or some API connections through a node's own HAProxy fail",
            Severities: [Severity.Critical, Severity.Warning],
            Impact: "The kubelet and other clients on that node cannot reach the API reliably.",
            Advice: "run curl -sk https://127.0.0.1:5443/readyz several times",
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
        var probed = diagnosis.Snapshot.Nodes.Count(node => node.LocalEndpoint.IsHealthy() is not null);
        return from node in diagnosis.Snapshot.Nodes
            // HaProxyProcessDownRule reports that HAProxy is not running there
            where
                node.LocalEndpoint.IsHealthy() == false && node.HaProxy.Failure?.Kind is not FailureKind.SocketRefused
            group node by What(node) into same
            select FindingOf(same.Key, [.. same], probed);
    }

    // One finding for the same failure on several nodes: the usual cause is one master that fails for all.
    private static Finding FindingOf(string what, ImmutableArray<NodeState> nodes, int probed)
    {
        var (where, others) = Wording.Where(nodes, probed, probed);
        return new Finding(
            Id,
            nodes[0].LocalEndpoint.FreshValue is { Succeeded: > 0 } ? Severity.Warning : Severity.Critical,
            nodes.Length == 1 ? nodes[0].Name : null,
            new EndpointSubject(),
            $"{what} {where}{others}.",
            "On an affected node, run several times: curl -sk https://127.0.0.1:5443/readyz. Compare with /readyz on each master.",
            nodes.Min(node => node.LocalEndpoint.FailingSince)
        );
    }

    // A server that is down on every node fails its share of the connections. A server in maintenance gets none.
    private static bool IsShareOfServer(ClusterDiagnosis diagnosis, Finding down, Finding endpoint) =>
        endpoint.Severity is not Severity.Critical && down.Severity is Severity.Critical;

    private static string What(NodeState node) =>
        node.LocalEndpoint.FreshValue switch
        {
            null => "No API connection through the local HAProxy gets an answer",
            { Succeeded: 0 } probe => $"All API connections through the local HAProxy fail{Why(probe)}",
            var probe => $"Some API connections through the local HAProxy fail{Why(probe)}",
        };

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
