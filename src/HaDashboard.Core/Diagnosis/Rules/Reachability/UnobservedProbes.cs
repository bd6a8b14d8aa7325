using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Diagnosis.Sentences;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Core.Diagnosis.Rules.Reachability;

/// <summary>
/// A part of the control plane that should be asked and gives no answer that says anything: unknown, not healthy. What one
/// cause explains is
/// told once per node; a node that can't be reached at all is told of by its HAProxy.
/// </summary>
internal static class UnobservedProbes
{
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

    // Through the same connection: when that is gone, so is everything behind it.
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
        select new Finding(
            SourceStaleRule.Id,
            Severity.Warning,
            node.Name,
            new SourceSubject(string.Join(", ", same)),
            $"{Capital(string.Join(", ", same))} of {node.Name} "
                + $"{(same.Count() == 1 && !same.First().EndsWith('s') ? "is" : "are")} not observed: "
                + $"{Wording.Sentence(same.Key)}",
            "Unknown is not healthy. HaDashboard --check tells what fails.",
            null
        );

    private static IEnumerable<(string What, string Why)> Sources(NodeState node)
    {
        if (Unheard(node.LocalEndpoint) is { } endpoint)
        {
            yield return ("local endpoint", endpoint);
        }

        if (!node.IsMaster)
        {
            yield break;
        }

        foreach (
            var (what, why) in new[]
            {
                ("etcd", Unheard(node.Etcd)),
                ("apiserver", Unheard(node.ApiServer)),
                ("controller-manager", Unheard(node.ControllerManager)),
                ("scheduler", Unheard(node.Scheduler)),
                (
                    "certificates",
                    node.Certificates.IsFresh ? null : node.Certificates.Failure?.Message ?? Unheard(node.Certificates)
                ), // no rule of their own tells of them
            }
        )
        {
            if (why is not null)
            {
                yield return (what, why);
            }
        }

        // Forbidden to know is not known to be well.
        foreach (
            var (what, untold) in new[]
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
            if (untold)
            {
                yield return (what, "it answers, and does not tell this account of its health.");
            }
        }
    }

    private static string? Unheard<T>(Slice<T> slice)
        where T : class =>
        slice switch
        {
            { IsFresh: true } => null,
            _ when slice.IsKnownDown() => null, // told by its own rule
            { Failure: { } failure } => failure.Message,
            { Freshness: Freshness.Never } => "no answer yet.",
            _ => "gone silent.",
        };

    private static IEnumerable<Finding> OfLeases(ClusterDiagnosis diagnosis)
    {
        if (
            diagnosis.Snapshot.Inventory.WatchesKubernetes
            && diagnosis.Snapshot.Kubernetes is { Api.IsFresh: true, Leases: { IsFresh: false } leases }
        )
        {
            yield return new Finding(
                SourceStaleRule.Id,
                Severity.Warning,
                null,
                new SourceSubject("leases"),
                "Who leads the controller-manager and the scheduler is not observed: "
                    + $"{Wording.Sentence(leases.Failure?.Message ?? (leases.Value is null ? "no answer yet" : "gone silent"))}",
                "Grant the dashboard's account get on leases.coordination.k8s.io in the watched namespace.",
                leases.ObservedAt
            );
        }
    }

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];
}
