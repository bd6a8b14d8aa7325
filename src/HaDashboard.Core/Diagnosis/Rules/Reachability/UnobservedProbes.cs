using System.Collections.Immutable;
using HaDashboard.Core.Diagnosis.Findings;
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
            .SelectMany(OfNode)
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
                or FailureKind.LocalFile;

    private static IEnumerable<Finding> OfNode(NodeState node) =>
        from source in Sources(node)
        group source.What by source.Why into same
        let names = string.Join(", ", same)
        let verb = same.Count() == 1 && !same.First().EndsWith('s') ? "is" : "are"
        select new Finding(
            SourceStaleRule.Id,
            Severity.Warning,
            node.Name,
            new SourceSubject(names),
            $"{Capital(names)} of {node.Name} {verb} not observed: {same.Key.AsSentence()}",
            "Run HaDashboard --check to find the failing step.",
            null
        );

    private static IEnumerable<(string What, Message Why)> Sources(NodeState node)
    {
        foreach (var source in Probes.Where(source => node.IsMaster || source.Scope is not SourceScope.Master))
        {
            if (MissingReason(source, node.Slices[source]) is { } why)
            {
                yield return (source.StaleSubject!, why);
            }
        }

        if (!node.IsMaster)
        {
            yield break;
        }

        // A health check that this account may not read is not a passed one.
        foreach (
            var (what, isHidden) in new[]
            {
                (
                    "apiserver's health",
                    node.ApiServer.FreshValue
                        is { IsFailing: false, Live.Ok: null }
                            or { IsFailing: false, Ready.Ok: null }
                ),
                ("controller-manager's health", node.ControllerManager.FreshValue is { Health.Ok: null }),
                ("scheduler's health", node.Scheduler.FreshValue is { Health.Ok: null }),
            }
        )
        {
            if (isHidden)
            {
                yield return (what, "it responds, but this account may not read its health.");
            }
        }
    }

    private static Message? MissingReason(SourceDescriptor source, Slice slice) =>
        slice switch
        {
            { IsFresh: true } => null,
            _ when slice.IsKnownDown() && HasRuleWhenDown(source) => null,
            { Failure: { } failure } => failure.Message,
            { Freshness: Freshness.Never } => "no response yet.",
            _ => "the data is stale.",
        };

    // No other rule reports a failed reading of the certificates.
    private static bool HasRuleWhenDown(SourceDescriptor source) => source.Kind is not SourceKind.Certificates;

    private static IEnumerable<Finding> OfLeases(ClusterDiagnosis diagnosis)
    {
        if (
            diagnosis.Snapshot.Inventory.WatchesKubernetes
            && diagnosis.Snapshot.Kubernetes is { Api.IsFresh: true, Leases: { IsFresh: false } leases }
        )
        {
            var why = leases.Failure?.Message ?? (leases.Value is null ? "no response yet" : "the data is stale");
            yield return new Finding(
                SourceStaleRule.Id,
                Severity.Warning,
                null,
                SourceSubject.Of(SourceCatalogue.KubernetesLeases),
                $"The leaders of controller-manager and scheduler are not observed: {why.AsSentence()}",
                "Grant the dashboard's account get on leases.coordination.k8s.io in the watched namespace.",
                leases.ObservedAt
            );
        }
    }

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];
}
