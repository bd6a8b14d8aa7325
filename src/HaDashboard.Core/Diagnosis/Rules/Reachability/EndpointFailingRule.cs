using System.Collections.Immutable;
using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Diagnosis.Rules.ControlPlane;
using HaDashboard.Core.Diagnosis.Rules.Endpoints;
using HaDashboard.Core.Diagnosis.Rules.Etcd;
using HaDashboard.Core.Diagnosis.Rules.HaProxy;
using HaDashboard.Core.Diagnosis.Rules.Hosts;
using HaDashboard.Core.Diagnosis.Sentences;
using HaDashboard.Core.Facts.ControlPlane;
using HaDashboard.Core.Facts.Inventory;
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
            Condition: ReachabilityTexts.EndpointFailingCondition,
            Severities: [Severity.Critical, Severity.Warning, Severity.Info],
            Impact: ReachabilityTexts.EndpointFailingImpact,
            Advice: ReachabilityTexts.EndpointFailingGeneralAdvice,
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
        .. LostEndpoint.OfClients,
        Explanation.EverywhereOrOnSameNode(NoServerUpRule.Id),
        new(SaturatedRule.Id, SaturatedRule.DelaysApiClients),
        new(ServerDownRule.Id, IsShareOfServer),
    ];

    public IEnumerable<Finding> Assess(ClusterDiagnosis diagnosis)
    {
        var endpoint = diagnosis.Endpoints;
        return endpoint.Endpoints.Local is not { } local ? []
            : endpoint.IsLocalFound ? Failures(diagnosis, HostPort.Of(local))
            : NotFound(diagnosis, HostPort.Of(local));
    }

    private static IEnumerable<Finding> Failures(ClusterDiagnosis diagnosis, HostPort local)
    {
        ImmutableArray<NodeState> probed =
        [
            .. diagnosis.Snapshot.Nodes.Where(node => node.LocalEndpoint.IsHealthy() is not null),
        ];
        if (probed.Length > 0 && diagnosis.Endpoints.IsNamedByKubeadm && probed.All(IsUnanswered))
        {
            return [Unanswered(local, probed)];
        }

        return from node in probed
            // HaProxyProcessDownRule reports that HAProxy is not running there
            where
                node.LocalEndpoint.IsHealthy() == false && node.HaProxy.Failure?.Kind is not FailureKind.SocketRefused
            group node by FailureOf(node, local) into same
            select FindingOf(same.Key, [.. same], local, probed.Length);
    }

    // One finding for the same failure on several nodes: the usual cause is one master that fails for all.
    private static Finding FindingOf(Message failure, ImmutableArray<NodeState> nodes, HostPort local, int probed)
    {
        var (where, others) = Wording.Where(nodes, probed, probed);
        return new Finding(
            Id,
            nodes[0].LocalEndpoint.FreshValue is { Succeeded: > 0 } ? Severity.Warning : Severity.Critical,
            nodes.Length == 1 ? nodes[0].Name : null,
            new EndpointSubject(),
            ReachabilityTexts.EndpointFailing(failure, where, others),
            ReachabilityTexts.EndpointFailingAdvice(AddressOf(nodes[0], local)),
            nodes.Min(node => node.LocalEndpoint.FailingSince)
        );
    }

    private static bool IsUnanswered(NodeState node) => node.LocalEndpoint.Answer() is EndpointAnswer.Failed;

    private static Finding Unanswered(HostPort local, ImmutableArray<NodeState> nodes) =>
        new(
            Id,
            Severity.Critical,
            nodes.Length == 1 ? nodes[0].Name : null,
            new EndpointSubject(),
            ReachabilityTexts.EndpointUnanswered(local, nodes.Length),
            ReachabilityTexts.EndpointFailingAdvice(local.ToString()),
            nodes.Min(node => node.LocalEndpoint.FailingSince)
        );

    // Nothing says that clients use this address. Where workers run HAProxys they usually have a local endpoint, at another address.
    private static IEnumerable<Finding> NotFound(ClusterDiagnosis diagnosis, HostPort local)
    {
        var nodes = diagnosis.Snapshot.Nodes;
        if (
            nodes.Any(node => node.HasHaProxy && node.Config.Role is NodeRole.Worker)
            && nodes.Any(node => node.LocalEndpoint.IsKnownDown())
        )
        {
            yield return new Finding(
                Id,
                Severity.Info,
                null,
                new EndpointSubject(),
                ReachabilityTexts.LocalEndpointNotFound(local),
                ReachabilityTexts.LocalEndpointNotFoundAdvice,
                null
            )
            {
                Impact = ReachabilityTexts.LocalEndpointNotFoundImpact,
            };
        }
    }

    // A server that is down on every node fails its share of the connections. A server in maintenance gets none.
    private static bool IsShareOfServer(ClusterDiagnosis diagnosis, Finding down, Finding endpoint) =>
        endpoint.Severity is not Severity.Critical && down.Severity is Severity.Critical;

    private static Message FailureOf(NodeState node, HostPort local) =>
        node.LocalEndpoint.FreshValue is { } probe
            ? FailureOf(probe, AddressOf(node, local))
            : ReachabilityTexts.NoConnectionAnswered(local);

    private static string AddressOf(NodeState node, HostPort local) =>
        node.LocalEndpoint.FreshValue?.Address ?? local.ToString();

    private static Message FailureOf(EndpointProbe probe, string address)
    {
        ImmutableArray<EndpointAttempt> failed = [.. probe.Attempts.Where(attempt => !attempt.Ok)];
        var by = failed
            .Select(attempt => attempt.AnsweredBy)
            .OfType<NodeName>()
            .Select(name => name.Value)
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal)
            .ToImmutableArray();
        if (by.Length > 0)
        {
            var (errorThere, masters) = (Printable.Excerpt(failed[0].Error, 80), string.Join(", ", by));
            return probe.Succeeded == 0
                ? ReachabilityTexts.AllConnectionsFailAt(address, errorThere, masters)
                : ReachabilityTexts.SomeConnectionsFailAt(address, errorThere, masters);
        }

        var error = Printable.Excerpt(failed[0].Error, 120).TrimEnd('.');
        return probe.Succeeded == 0
            ? ReachabilityTexts.AllConnectionsFail(address, error)
            : ReachabilityTexts.SomeConnectionsFail(address, error);
    }
}
