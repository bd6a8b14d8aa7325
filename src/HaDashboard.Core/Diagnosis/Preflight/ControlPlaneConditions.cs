using System.Collections.Immutable;
using HaDashboard.Core.Diagnosis.Sentences;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Sources;
using static HaDashboard.Core.Diagnosis.Preflight.Consent;

namespace HaDashboard.Core.Diagnosis.Preflight;

/// <summary>The apiservers that remain without the node, and what its own components need to come back.</summary>
internal sealed class ControlPlaneConditions(WhatIfContext context)
{
    internal static IEnumerable<WhatIfReason> OfWorker =>
        [new WhatIfReason(Yes, PreflightTexts.ControlPlane, PreflightTexts.Worker)];

    internal IEnumerable<WhatIfReason> ApiServers()
    {
        foreach (var failing in context.OtherMasters.Where(other => other.ApiServer.IsKnownFailing()))
        {
            yield return new WhatIfReason(No, PreflightTexts.ApiServers, PreflightTexts.ApiServerFailing(failing.Name));
        }

        ImmutableArray<NodeState> ready =
        [
            .. context.OtherMasters.Where(other =>
                context.IsYoung(other.ApiServer) && other.ApiServer.IsReady() == true
            ),
        ];
        yield return ready.Length > 0
            ? new WhatIfReason(
                Yes,
                PreflightTexts.ApiServers,
                PreflightTexts.ApiServersReady(ready.Length, Wording.Names(ready))
            )
        : context.OtherMasters.Any()
            ? new WhatIfReason(Unknown, PreflightTexts.ApiServers, PreflightTexts.ApiServersNotObserved)
        : new WhatIfReason(No, PreflightTexts.ApiServers, PreflightTexts.OnlyMaster);
    }

    /// <summary>Every node must keep a server that passed its own health check, and whose apiserver is not known to fail.</summary>
    internal IEnumerable<WhatIfReason> MastersLeft()
    {
        var least = int.MaxValue;
        foreach (var other in context.Others.Where(other => other.HasHaProxy))
        {
            if (!context.IsYoung(other.HaProxy))
            {
                yield return new WhatIfReason(
                    other.HaProxy.Failure?.Kind is FailureKind.SocketRefused ? No : Unknown,
                    PreflightTexts.MastersLeft,
                    PreflightTexts.MastersLeftNotObserved(other.Name)
                );
                continue;
            }

            var left = MastersLeftOn(other);
            least = Math.Min(least, left);
            if (left < 1)
            {
                yield return new WhatIfReason(No, PreflightTexts.MastersLeft, PreflightTexts.NoMasterLeft(other.Name));
            }
        }

        if (least is > 0 and < int.MaxValue)
        {
            yield return new WhatIfReason(Yes, PreflightTexts.MastersLeft, PreflightTexts.MastersLeftEverywhere(least));
        }
    }

    /// <summary>
    /// A certificate that expires during the downtime keeps the node from coming back. An expiry date does not become stale.
    /// </summary>
    internal WhatIfReason Certificates()
    {
        if (context.Node.Certificates.Value is not { } known)
        {
            return new WhatIfReason(
                Unknown,
                PreflightTexts.Certificates,
                context.Snapshot.Inventory.Probes is null
                    ? PreflightTexts.CertificatesNotMonitored
                    : PreflightTexts.CertificatesNotRead
            );
        }

        return
            known.All.FirstOrDefault(certificate => certificate.NotAfter - context.Now < TimeSpan.FromDays(1))
                is { } ending
            ? new WhatIfReason(No, PreflightTexts.Certificates, PreflightTexts.CertificateExpires(ending.Owner))
            : new WhatIfReason(Yes, PreflightTexts.Certificates, PreflightTexts.CertificatesValid);
    }

    /// <summary>No obstacle, but useful to know.</summary>
    internal IEnumerable<WhatIfReason> Leaders()
    {
        if (context.Node.Etcd.FreshValue?.IsLeader == true)
        {
            yield return new WhatIfReason(Yes, PreflightTexts.LeadersThatMove, PreflightTexts.EtcdLeader);
        }

        foreach (var component in new[] { ControlPlaneComponent.ControllerManager, ControlPlaneComponent.Scheduler })
        {
            if (context.Snapshot.Kubernetes.IsLeader(context.Node.Name, component) == true)
            {
                yield return new WhatIfReason(
                    Yes,
                    PreflightTexts.LeadersThatMove,
                    PreflightTexts.ComponentLeader(component.Id())
                );
            }
        }
    }

    private int MastersLeftOn(NodeState other)
    {
        var matrix = context.Diagnosis.Matrix;
        var left = matrix.Count(column =>
            column.Master != context.Node.Name
            && column.Of(other.Name).Server is { IsProvenUp: true, IsGoingDown: false }
            && !(column.Master is { } name && context.Snapshot.Node(name)?.ApiServer.IsKnownFailing() == true)
        );
        var unnamed = matrix.Any(column => column.Master is null); // one of the servers without a known master may be this node
        return unnamed && matrix.All(column => column.Master != context.Node.Name) ? left - 1 : left;
    }
}
