using System.Collections.Immutable;
using System.Globalization;
using HaDashboard.Core.Diagnosis.Etcd;
using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Diagnosis.Rules.Hosts;
using HaDashboard.Core.Diagnosis.Sentences;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Core.Diagnosis.Rules.Reachability;

/// <summary>
/// A component of the control plane whose probe gives no usable result: unknown, not healthy. One finding per node and reason. A node
/// that cannot be reached at all has the finding of its HAProxy instead.
/// </summary>
internal static class UnobservedProbes
{
    private static readonly ImmutableArray<SourceDescriptor> Probes =
    [
        .. SourceCatalogue.OfNodes.Where(source =>
            source is { StaleSubject: not null, Check: SourceCheck.ControlPlane }
        ),
    ];

    internal static IEnumerable<Finding> Of(ClusterDiagnosis diagnosis)
    {
        if (diagnosis.Snapshot.Inventory.Probes is null)
        {
            return [];
        }

        return diagnosis
            .Snapshot.Nodes.Where(node => !IsOutOfReach(node))
            .SelectMany(node => OfNode(diagnosis, node))
            .Concat(OfLeases(diagnosis));
    }

    // All probes of a node use the same connection: without it none of them works.
    private static bool IsOutOfReach(NodeState node) =>
        node.HaProxy.Failure?.Kind
            is FailureKind.Timeout
                or FailureKind.ConnectionRefused
                or FailureKind.HostUnreachable
                or FailureKind.ConnectionLost
                or FailureKind.HostKeyUnknown
                or FailureKind.HostKeyChanged
                or FailureKind.HostKeyRevoked
                or FailureKind.AuthenticationFailed
                or FailureKind.KeyNotSufficient
                or FailureKind.AccountUnusable
                or FailureKind.ServerRejects
                or FailureKind.NoCommonAlgorithm
                or FailureKind.LocalFile;

    private static IEnumerable<Finding> OfNode(ClusterDiagnosis diagnosis, NodeState node) =>
        from gap in Gaps(diagnosis, node)
        group gap by gap.Reason into same
        select FindingOf(node, [.. same], same.Key);

    private static Finding FindingOf(NodeState node, ImmutableArray<Gap> gaps, Message reason)
    {
        var names = Message.Join(", ", gaps.Select(gap => gap.Name));
        var start = new SentenceStart(names);
        return new Finding(
            SourceStaleRule.Id,
            Severity.Warning,
            node.Name,
            new SourceSubject(names.In(CultureInfo.InvariantCulture)),
            gaps is [{ IsPlural: false }]
                ? ReachabilityTexts.ProbeNotObserved(start, node.Name, reason.AsSentence())
                : ReachabilityTexts.ProbesNotObserved(start, node.Name, reason.AsSentence()),
            HostTexts.FindFailingStep,
            null
        );
    }

    private static IEnumerable<Gap> Gaps(ClusterDiagnosis diagnosis, NodeState node)
    {
        foreach (var source in Probes.Where(source => IsExpected(diagnosis, node, source)))
        {
            if (MissingReason(diagnosis, node, source) is { } reason)
            {
                yield return new Gap(SourceNames.Of(source), reason, source.Kind is SourceKind.Certificates);
            }
        }

        if (!node.IsMaster)
        {
            yield break;
        }

        // A health check that this account may not read is not a passed one.
        foreach (
            var (source, isHidden) in new (SourceDescriptor, bool)[]
            {
                (
                    SourceCatalogue.ApiServer,
                    node.ApiServer.FreshValue
                        is { IsFailing: false, Live.Ok: null }
                            or { IsFailing: false, Ready.Ok: null }
                ),
                (SourceCatalogue.ControllerManager, node.ControllerManager.FreshValue is { Health.Ok: null }),
                (SourceCatalogue.Scheduler, node.Scheduler.FreshValue is { Health.Ok: null }),
            }
        )
        {
            if (isHidden)
            {
                yield return new Gap(
                    ReachabilityTexts.HealthOf(SourceNames.Of(source)),
                    ReachabilityTexts.HealthNotReadable,
                    IsPlural: false
                );
            }
        }
    }

    // An address that nothing names, that fails here and never answered on any node, is not the one that clients use.
    private static bool IsExpected(ClusterDiagnosis diagnosis, NodeState node, SourceDescriptor source)
    {
        if (!node.Config.Has(source) || source.Kind is not SourceKind.LocalEndpoint)
        {
            return node.Config.Has(source);
        }

        var endpoint = diagnosis.Endpoints;
        return endpoint.Endpoints.Local is not null
            && (endpoint.IsLocalFound || node.LocalEndpoint.Failure is null);
    }

    private static Message? MissingReason(ClusterDiagnosis diagnosis, NodeState node, SourceDescriptor source) =>
        node.Slices[source] switch
        {
            { IsFresh: true } => null,
            var slice when slice.IsKnownDown() && HasRuleWhenDown(diagnosis, node, source) => null,
            // The message names the port, so without this every port would have its own finding.
            { Failure.Kind: FailureKind.PortForbidden } => ReachabilityTexts.ForwardingNotAllowed,
            { Failure: { } failure } => failure.Message,
            { Freshness: Freshness.Never } => ReachabilityTexts.NoResponseYet,
            _ => ReachabilityTexts.DataIsStale,
        };

    // No other rule reports a failed reading of the certificates, nor an etcd that may be elsewhere.
    private static bool HasRuleWhenDown(ClusterDiagnosis diagnosis, NodeState node, SourceDescriptor source) =>
        source.Kind is not SourceKind.Certificates
        && (source.Kind is not SourceKind.Etcd || diagnosis.Etcd.HealthOf(node) is not EtcdMemberHealth.Unknown);

    private static IEnumerable<Finding> OfLeases(ClusterDiagnosis diagnosis)
    {
        if (
            diagnosis.Snapshot.Inventory.WatchesKubernetes
            && diagnosis.Snapshot.Kubernetes is { Api.IsFresh: true, Leases: { IsFresh: false } leases }
        )
        {
            var reason = leases.Failure?.Message
                ?? (leases.Value is null ? ReachabilityTexts.NoResponseYet : ReachabilityTexts.DataIsStale);
            yield return new Finding(
                SourceStaleRule.Id,
                Severity.Warning,
                null,
                SourceSubject.Of(SourceCatalogue.KubernetesLeases),
                ReachabilityTexts.LeadersNotObserved(reason.AsSentence()),
                ReachabilityTexts.GrantLeases,
                leases.ObservedAt
            );
        }
    }

    /// <param name="IsPlural">Its name is a plural noun.</param>
    private sealed record Gap(Message Name, Message Reason, bool IsPlural);
}
