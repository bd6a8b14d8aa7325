using System.Collections.Immutable;
using HaDashboard.Core.Diagnosis.Etcd;
using HaDashboard.Core.Diagnosis.Sentences;
using HaDashboard.Core.Diagnosis.Topology;
using HaDashboard.Core.Facts.Actions;
using HaDashboard.Core.Facts.Etcd;
using HaDashboard.Core.Facts.HaProxy;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Facts.Text;
using static HaDashboard.Core.Diagnosis.Preflight.Consent;

namespace HaDashboard.Core.Diagnosis.Preflight;

/// <summary>What is known of the rest of the cluster when one node goes.</summary>
internal sealed class WhatIfFacts(ClusterDiagnosis diagnosis, NodeState node, DateTimeOffset now)
{
    private const long Lag = 1000;
    private static readonly TimeSpan SlowFsync = TimeSpan.FromMilliseconds(100);

    private IEnumerable<NodeState> Others => diagnosis.Snapshot.Nodes.Where(other => other.Name != node.Name);

    private IEnumerable<NodeState> OtherMasters => Others.Where(other => other.IsMaster);

    /// <summary>Somebody else's work, or somebody else's outage: one at a time.</summary>
    internal IEnumerable<WhatIfReason> Maintenance()
    {
        foreach (var reason in UnderWay())
        {
            yield return reason;
        }

        foreach (var other in Others)
        {
            if (other.HaProxy.Failure?.Kind is FailureKind.SocketRefused)
            {
                yield return new WhatIfReason(No, "one at a time", $"HAProxy is not running on {other.Name}.");
            }
            else if (
                other.IsMaster
                && MasterReach.IsBeyondReach(other)
                && diagnosis.Matrix.Any(column => column.Master == other.Name && column.IsDown)
            )
            {
                yield return new WhatIfReason(
                    No,
                    "one at a time",
                    $"{other.Name} is unreachable: bring it back first."
                );
            }
            else if (!IsYoung(other.HaProxy))
            {
                yield return new WhatIfReason(
                    Unknown,
                    "one at a time",
                    $"{other.Name} was not heard within ten seconds: it may be down, or rebooting."
                );
            }
        }

        if (diagnosis.Pattern.Partition is not null)
        {
            yield return new WhatIfReason(No, "network", "The network is parted: mend that first.");
        }

        if (!diagnosis.Snapshot.Inventory.WatchesKubernetes)
        {
            yield break;
        }

        if (!IsYoung(diagnosis.Snapshot.Kubernetes.Nodes) || diagnosis.Snapshot.Kubernetes.Nodes.Value is not { } nodes)
        {
            yield return new WhatIfReason(
                Unknown,
                "other nodes",
                "Whether another node is cordoned or NotReady is not known: the Kubernetes API has not told within ten seconds."
            );
            yield break;
        }

        ImmutableArray<Node> away =
        [
            .. nodes.Values.Where(other => other.Name != node.Name && (other.Unschedulable || other.Ready != true)),
        ];
        foreach (var other in away)
        {
            yield return new WhatIfReason(
                No,
                "other nodes",
                other.Ready == true
                    ? $"{other.Name} is cordoned: somebody works on it."
                    : $"{other.Name} is {(other.Ready is null ? "not heard by the API" : "NotReady")}."
            );
        }

        if (away.IsEmpty)
        {
            yield return new WhatIfReason(
                Yes,
                "other nodes",
                $"No other node is cordoned or NotReady ({nodes.Count - 1} looked at)."
            );
        }
    }

    // What it leaves behind is not known before it has ended.
    private IEnumerable<WhatIfReason> UnderWay()
    {
        foreach (
            var reload in diagnosis.Snapshot.Reloads.Where(r => r is { State: ReloadState.Running, IsDryRun: false })
        )
        {
            yield return new WhatIfReason(
                No,
                "one at a time",
                $"A reload by {Printable.Excerpt(reload.By, 60)} is in progress on {string.Join(", ", reload.Nodes.Select(n => n.Node))}."
            );
        }

        foreach (var fleet in diagnosis.Snapshot.Fleets.Where(f => f.IsRunning))
        {
            yield return new WhatIfReason(
                No,
                "one at a time",
                $"{Printable.Excerpt(fleet.By, 60)} is about to {Printable.Excerpt(fleet.Title, 120)}: wait for its end."
            );
        }
    }

    internal IEnumerable<WhatIfReason> Etcd()
    {
        var members = diagnosis.Snapshot.Nodes.Count(n => n.IsMaster);
        var quorum = EtcdCluster.QuorumOf(members);
        var known = OtherMasters
            .Select(other =>
                (Node: other, Life: IsYoungOrDown(other.Etcd) ? diagnosis.Etcd.LifeOf(other) : EtcdLife.Unknown)
            )
            .ToImmutableArray();
        ImmutableArray<NodeState> living =
        [
            .. known
                .Where(m =>
                    m.Life is EtcdLife.Lives
                    && m.Node.Etcd.Value is not { IsLearner: true } and not { HasLeader: false }
                )
                .Select(m => m.Node),
        ];
        var unknown = known.Count(m => m.Life is EtcdLife.Unknown);
        yield return living.Length >= quorum
            ? new WhatIfReason(
                Yes,
                "etcd quorum",
                $"{living.Length} of {members} etcd members live without it, {quorum} are needed."
            )
        : living.Length + unknown >= quorum
            ? new WhatIfReason(
                Unknown,
                "etcd quorum",
                $"Only {living.Length} of the {Wording.Count(members - 1, "other etcd member")} "
                    + $"{(living.Length == 1 ? "is" : "are")} known to live just now, {quorum} are needed."
            )
        : new WhatIfReason(
            No,
            "etcd quorum",
            $"{living.Length} of {Wording.Count(members, "etcd member")} would be left, {quorum} "
                + $"{(quorum == 1 ? "is" : "are")} needed: nothing could be written."
        );

        foreach (var (member, _) in known.Where(m => m.Life is EtcdLife.Lost or EtcdLife.Doubtful))
        {
            yield return new WhatIfReason(
                No,
                "etcd members",
                $"The etcd member on {member.Name} is not well: bring it back first."
            );
        }

        var newest = diagnosis.Snapshot.Nodes.Max(n => n.Etcd.FreshValue?.AppliedIndex);
        foreach (var member in OtherMasters.Where(other => other.Etcd.FreshValue is not null))
        {
            var etcd = member.Etcd.FreshValue!;
            if (etcd.IsLearner == true)
            {
                yield return new WhatIfReason(
                    No,
                    "etcd members",
                    $"The etcd member on {member.Name} is a learner: it has no vote yet."
                );
            }

            if (newest - etcd.AppliedIndex > Lag)
            {
                yield return new WhatIfReason(
                    No,
                    "etcd members",
                    $"The etcd member on {member.Name} lags more than {Lag} entries behind: let it catch up."
                );
            }

            if (!etcd.Alarms.IsEmpty || etcd.QuotaUsed >= 0.95)
            {
                yield return new WhatIfReason(
                    No,
                    "etcd members",
                    $"etcd on {member.Name} {(etcd.Alarms.IsEmpty ? "has almost filled its quota" : $"raises the alarm {etcd.Alarms[0]}")}."
                );
            }

            if (etcd.WalFsyncP99 > SlowFsync)
            {
                yield return new WhatIfReason(
                    No,
                    "etcd members",
                    $"The disk under etcd on {member.Name} is slow: it may not carry the load alone."
                );
            }
        }
    }

    internal IEnumerable<WhatIfReason> ApiServers()
    {
        ImmutableArray<NodeState> ready =
        [
            .. OtherMasters.Where(other => IsYoung(other.ApiServer) && other.ApiServer.IsReady() == true),
        ];
        foreach (var failing in OtherMasters.Where(other => other.ApiServer.IsKnownFailing()))
        {
            yield return new WhatIfReason(No, "apiservers", $"The apiserver of {failing.Name} does not serve.");
        }

        yield return ready.Length > 0
            ? new WhatIfReason(
                Yes,
                "apiservers",
                $"{Wording.Count(ready.Length, "other apiserver")} {(ready.Length == 1 ? "is" : "are")} ready, asked just "
                    + $"now: {Wording.Names(ready)}."
            )
        : OtherMasters.Any()
            ? new WhatIfReason(Unknown, "apiservers", "No other apiserver was seen ready within ten seconds.")
        : new WhatIfReason(No, "apiservers", "It is the only master.");
    }

    /// <summary>Every node must keep somebody to send to whose apiserver is not known to fail, by a check of its own.</summary>
    internal IEnumerable<WhatIfReason> MastersLeft()
    {
        var matrix = diagnosis.Matrix;
        var least = int.MaxValue;
        foreach (var other in Others)
        {
            if (!IsYoung(other.HaProxy))
            {
                yield return new WhatIfReason(
                    other.HaProxy.Failure?.Kind is FailureKind.SocketRefused ? No : Unknown,
                    "masters left",
                    $"What {other.Name} would still reach is not known: its HAProxy was not heard within ten seconds."
                );
                continue;
            }

            var left = matrix.Count(column =>
                column.Master != node.Name
                && column.Of(other.Name).Server is { IsProvenUp: true, IsGoingDown: false }
                && !(column.Master is { } name && diagnosis.Snapshot.Node(name)?.ApiServer.IsKnownFailing() == true)
            );
            var unnamed = matrix.Any(column => column.Master is null); // which of the servers this node is can't be told
            left -= unnamed && matrix.All(column => column.Master != node.Name) ? 1 : 0;
            least = Math.Min(least, left);
            if (left < 1)
            {
                yield return new WhatIfReason(No, "masters left", $"{other.Name} would reach no master any more.");
            }
        }

        if (least is > 0 and < int.MaxValue)
        {
            yield return new WhatIfReason(
                Yes,
                "masters left",
                $"Every other node keeps {Wording.Count(least, "master")} or more that it holds for UP."
            );
        }
    }

    /// <summary>What runs out while it is away keeps it from coming back. A date does not age.</summary>
    internal IEnumerable<WhatIfReason> Certificates()
    {
        if (node.Certificates.Value is not { } known)
        {
            yield return diagnosis.Snapshot.Inventory.Probes is null
                ? new WhatIfReason(Unknown, "certificates", "Its certificates are not watched.")
                : new WhatIfReason(Unknown, "certificates", "Its certificates have not been read yet.");
        }
        else if (
            known.All.FirstOrDefault(certificate => certificate.NotAfter - now < TimeSpan.FromDays(1)) is { } ending
        )
        {
            yield return new WhatIfReason(
                No,
                "certificates",
                $"The {ending.Owner} certificate has run out, or does within a day: it would not come back as it went."
            );
        }
        else
        {
            yield return new WhatIfReason(
                Yes,
                "certificates",
                "Its serving certificates are valid for more than a day."
            );
        }
    }

    /// <summary>No reason against, and worth knowing.</summary>
    internal IEnumerable<WhatIfReason> Leaders()
    {
        if (node.Etcd.FreshValue?.IsLeader == true)
        {
            yield return new WhatIfReason(
                Yes,
                "leaders that move",
                "It leads etcd: writes pause for a moment while another is elected (etcdctl move-leader first is gentler)."
            );
        }

        foreach (var component in new[] { ControlPlaneComponent.ControllerManager, ControlPlaneComponent.Scheduler })
        {
            if (diagnosis.Snapshot.Kubernetes.IsLeader(node.Name, component) == true)
            {
                yield return new WhatIfReason(
                    Yes,
                    "leaders that move",
                    $"It leads the {component.Id()}: another takes over within about 15 seconds."
                );
            }
        }
    }

    internal static IEnumerable<WhatIfReason> WorkerGone()
    {
        yield return new WhatIfReason(
            Yes,
            "control plane",
            "A worker carries no part of the control plane; whether its workload can go is not watched here."
        );
    }

    internal IEnumerable<WhatIfReason> RoomForPods()
    {
        if (!IsYoung(diagnosis.Snapshot.Kubernetes.Nodes) || diagnosis.Snapshot.Kubernetes.Nodes.Value is not { } nodes)
        {
            yield return new WhatIfReason(
                Unknown,
                "room for its pods",
                "Which nodes can take its pods is not known: the Kubernetes API has not told within ten seconds."
            );
            yield break;
        }

        ImmutableArray<Node> open =
        [
            .. nodes.Values.Where(other =>
                other.Name != node.Name
                && other is { Ready: true, Unschedulable: false }
                && !(other.Taints.Any(t => t.EndsWith(":NoSchedule", StringComparison.Ordinal)) && !node.IsMaster)
            ),
        ];
        yield return open.IsEmpty
            ? new WhatIfReason(
                No,
                "room for its pods",
                "No other node is Ready and schedulable: its pods would have nowhere to go."
            )
            : new WhatIfReason(
                Yes,
                "room for its pods",
                $"{Wording.Count(open.Length, "other node")} {(open.Length == 1 ? "is" : "are")} Ready and schedulable; "
                    + "whether they have room is not watched here."
            );
    }

    internal IEnumerable<WhatIfReason> Reload()
    {
        var stopped = Others
            .Where(other => other.HaProxy.Failure?.Kind is FailureKind.SocketRefused)
            .Select(other => new WhatIfReason(
                No,
                "one at a time",
                $"HAProxy is not running on {other.Name}: what took it down may be in the file here too."
            ));
        foreach (var reason in stopped.Concat(UnderWay()))
        {
            yield return reason;
        }

        if (!IsYoung(node.HaProxy) || node.HaProxy.Value is not { } reading)
        {
            yield return new WhatIfReason(
                Unknown,
                "HAProxy",
                $"The HAProxy of {node.Name} was not heard within ten seconds: what a reload did could not be proved."
            );
            yield break;
        }

        var backend = reading.Find(diagnosis.Snapshot.Inventory.ApiBackend);
        var up = backend?.Servers.Count(server => server.IsProvenUp) ?? 0;
        yield return up > 0
            ? new WhatIfReason(
                Yes,
                "masters left",
                $"{up} of {backend!.Servers.Length} servers of '{backend.Name}' are UP; "
                    + "the new worker holds all for UP until its first checks."
            )
            : new WhatIfReason(
                No,
                "masters left",
                $"No server of '{diagnosis.Snapshot.Inventory.ApiBackend}' is proven UP there: "
                    + "a reload would hide that behind the optimism of a new worker."
            );
        foreach (var server in reading.Proxies.SelectMany(proxy => proxy.Servers).Where(server => IsByHand(server)))
        {
            yield return new WhatIfReason(
                No,
                "what was set by hand",
                $"{server.Path} is in {server.Status.Word}, set at run time: a reload undoes it and sends traffic there again."
            );
        }

        if (node.MasterProcess.FreshValue is { LastReloadFailed: true })
        {
            yield return new WhatIfReason(
                No,
                "the file",
                "The last reload did not load: the file on disk is not what runs, and HAProxy refused it."
            );
        }
        else if (node.Configuration.FreshValue?.IsPending == true)
        {
            yield return new WhatIfReason(
                Yes,
                "the file",
                "The file on disk has changed since the worker started: a reload brings that into force."
            );
        }
    }

    // The file says disabled: then a reload keeps it. Where nobody has read that, a hand is assumed.
    private bool IsByHand(Server server) =>
        server.Status is { State: ServerOperationalState.Maint or ServerOperationalState.Drain, Detail: null }
        && node.Settings.Value?.Servers.FirstOrDefault(s => s.Path.Equals(server.Path, StringComparison.Ordinal))
            ?.Administration.Admin.HasFlag(ServerAdminState.ConfiguredMaintenance) != true;

    private bool IsYoung<T>(Slice<T> slice)
        where T : class => slice.IsFresh && slice.ObservedAt is { } at && (now - at).Duration() <= WhatIf.Young;

    // That a process is known not to run is knowledge of now as well: the failure is told anew with every try.
    private bool IsYoungOrDown<T>(Slice<T> slice)
        where T : class => IsYoung(slice) || slice.IsKnownDown();
}
