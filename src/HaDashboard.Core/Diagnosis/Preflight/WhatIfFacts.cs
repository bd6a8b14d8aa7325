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

/// <summary>The conditions of the pre-flight check: what the rest of the cluster looks like without the node.</summary>
internal sealed class WhatIfFacts(ClusterDiagnosis diagnosis, NodeState node, DateTimeOffset now)
{
    private const long Lag = 1000;
    private static readonly TimeSpan SlowFsync = TimeSpan.FromMilliseconds(100);

    private IEnumerable<NodeState> Others => diagnosis.Snapshot.Nodes.Where(other => other.Name != node.Name);

    private IEnumerable<NodeState> OtherMasters => Others.Where(other => other.IsMaster);

    /// <summary>Other maintenance or another outage: one node at a time.</summary>
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
                yield return new WhatIfReason(No, "one at a time", $"{other.Name} is unreachable. Restore it first.");
            }
            else if (!IsYoung(other.HaProxy))
            {
                yield return new WhatIfReason(
                    Unknown,
                    "one at a time",
                    $"No data from {other.Name} within 10 seconds: it may be down or rebooting."
                );
            }
        }

        if (diagnosis.Pattern.Partition is not null)
        {
            yield return new WhatIfReason(No, "network", "There is a network partition. Fix it first.");
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
                "Unknown whether another node is cordoned or NotReady: no data from the Kubernetes API within 10 seconds."
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
                other.Ready switch
                {
                    true => $"{other.Name} is cordoned: maintenance may be in progress.",
                    false => $"{other.Name} is NotReady.",
                    null => $"{other.Name} is NotReady: its kubelet does not post status.",
                }
            );
        }

        if (away.IsEmpty)
        {
            yield return new WhatIfReason(
                Yes,
                "other nodes",
                $"No other node is cordoned or NotReady ({nodes.Count - 1} checked)."
            );
        }
    }

    // Its result is unknown until it has finished.
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
                $"{Printable.Excerpt(fleet.By, 60)} is running “{Printable.Excerpt(fleet.Title, 120)}”. Wait until it has finished."
            );
        }
    }

    internal IEnumerable<WhatIfReason> Etcd()
    {
        var members = diagnosis.Snapshot.Nodes.Count(n => n.IsMaster);
        var quorum = EtcdCluster.QuorumOf(members);
        var known = OtherMasters
            .Select(other =>
                (
                    Node: other,
                    Health: IsYoungOrDown(other.Etcd) ? diagnosis.Etcd.HealthOf(other) : EtcdMemberHealth.Unknown
                )
            )
            .ToImmutableArray();
        ImmutableArray<NodeState> living =
        [
            .. known
                .Where(m =>
                    m.Health is EtcdMemberHealth.Running
                    && m.Node.Etcd.Value is not { IsLearner: true } and not { HasLeader: false }
                )
                .Select(m => m.Node),
        ];
        var unknown = known.Count(m => m.Health is EtcdMemberHealth.Unknown);
        var (are, need) = (living.Length == 1 ? "is" : "are", $"quorum is {quorum}");
        yield return living.Length >= quorum
            ? new WhatIfReason(
                Yes,
                "etcd quorum",
                $"{living.Length} of {members} etcd members remain without it ({need})."
            )
        : living.Length + unknown >= quorum
            ? new WhatIfReason(
                Unknown,
                "etcd quorum",
                $"Only {living.Length} of the {Wording.Count(members - 1, "other etcd member")} {are} known to be healthy now ({need})."
            )
        : new WhatIfReason(
            No,
            "etcd quorum",
            $"etcd would drop to {living.Length} of {Wording.Count(members, "member")} ({need}): API writes would fail."
        );

        foreach (var (member, _) in known.Where(m => m.Health is EtcdMemberHealth.Lost or EtcdMemberHealth.Doubtful))
        {
            yield return new WhatIfReason(
                No,
                "etcd members",
                $"The etcd member on {member.Name} is unhealthy. Restore it first."
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
                    $"The etcd member on {member.Name} is a learner and does not vote yet."
                );
            }

            if (newest - etcd.AppliedIndex > Lag)
            {
                yield return new WhatIfReason(
                    No,
                    "etcd members",
                    $"The etcd member on {member.Name} is more than {Lag} entries behind. Wait until it has caught up."
                );
            }

            if (!etcd.Alarms.IsEmpty || etcd.QuotaUsed >= 0.95)
            {
                yield return new WhatIfReason(
                    No,
                    "etcd members",
                    etcd.Alarms.IsEmpty
                        ? $"etcd on {member.Name} has used 95 % or more of its quota."
                        : $"etcd on {member.Name} raises the alarm {etcd.Alarms[0]}."
                );
            }

            if (etcd.WalFsyncP99 > SlowFsync)
            {
                yield return new WhatIfReason(
                    No,
                    "etcd members",
                    $"The etcd disk on {member.Name} is slow: it may not handle the additional load."
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
            yield return new WhatIfReason(No, "apiservers", $"The apiserver of {failing.Name} is failing.");
        }

        var are = ready.Length == 1 ? "is" : "are";
        yield return ready.Length > 0
            ? new WhatIfReason(
                Yes,
                "apiservers",
                $"{Wording.Count(ready.Length, "other apiserver")} {are} ready (probed now): {Wording.Names(ready)}."
            )
        : OtherMasters.Any()
            ? new WhatIfReason(Unknown, "apiservers", "No other apiserver was observed ready within 10 seconds.")
        : new WhatIfReason(No, "apiservers", "This is the only master.");
    }

    /// <summary>Every node must keep a server that passed its own health check, and whose apiserver is not known to fail.</summary>
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
                    $"Unknown which masters {other.Name} reaches: no data from its HAProxy within 10 seconds."
                );
                continue;
            }

            var left = matrix.Count(column =>
                column.Master != node.Name
                && column.Of(other.Name).Server is { IsProvenUp: true, IsGoingDown: false }
                && !(column.Master is { } name && diagnosis.Snapshot.Node(name)?.ApiServer.IsKnownFailing() == true)
            );
            var unnamed = matrix.Any(column => column.Master is null); // one of the servers without a known master may be this node
            left -= unnamed && matrix.All(column => column.Master != node.Name) ? 1 : 0;
            least = Math.Min(least, left);
            if (left < 1)
            {
                yield return new WhatIfReason(No, "masters left", $"{other.Name} would reach no master.");
            }
        }

        if (least is > 0 and < int.MaxValue)
        {
            yield return new WhatIfReason(
                Yes,
                "masters left",
                $"Every other node still has at least {Wording.Count(least, "apiserver")} UP."
            );
        }
    }

    /// <summary>
    /// A certificate that expires during the downtime keeps the node from coming back. An expiry date does not become stale.
    /// </summary>
    internal IEnumerable<WhatIfReason> Certificates()
    {
        if (node.Certificates.Value is not { } known)
        {
            yield return diagnosis.Snapshot.Inventory.Probes is null
                ? new WhatIfReason(Unknown, "certificates", "Its certificates are not monitored.")
                : new WhatIfReason(Unknown, "certificates", "Its certificates have not been read yet.");
        }
        else if (
            known.All.FirstOrDefault(certificate => certificate.NotAfter - now < TimeSpan.FromDays(1)) is { } ending
        )
        {
            yield return new WhatIfReason(
                No,
                "certificates",
                $"The {ending.Owner} certificate has expired or expires within a day: the component may not work after the restart."
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

    /// <summary>No obstacle, but useful to know.</summary>
    internal IEnumerable<WhatIfReason> Leaders()
    {
        if (node.Etcd.FreshValue?.IsLeader == true)
        {
            yield return new WhatIfReason(
                Yes,
                "leaders that move",
                "It is the etcd leader: writes pause during the election. Run etcdctl move-leader first to avoid this."
            );
        }

        foreach (var component in new[] { ControlPlaneComponent.ControllerManager, ControlPlaneComponent.Scheduler })
        {
            if (diagnosis.Snapshot.Kubernetes.IsLeader(node.Name, component) == true)
            {
                yield return new WhatIfReason(
                    Yes,
                    "leaders that move",
                    $"It is the leader of {component.Id()}: another replica takes over within about 15 seconds."
                );
            }
        }
    }

    internal static IEnumerable<WhatIfReason> WorkerGone()
    {
        yield return new WhatIfReason(
            Yes,
            "control plane",
            "A worker runs no control plane component. HaDashboard does not check its workload."
        );
    }

    internal IEnumerable<WhatIfReason> RoomForPods()
    {
        if (!IsYoung(diagnosis.Snapshot.Kubernetes.Nodes) || diagnosis.Snapshot.Kubernetes.Nodes.Value is not { } nodes)
        {
            yield return new WhatIfReason(
                Unknown,
                "room for its pods",
                "Unknown which nodes can run its pods: no data from the Kubernetes API within 10 seconds."
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
        var are = open.Length == 1 ? "is" : "are";
        yield return open.IsEmpty
            ? new WhatIfReason(
                No,
                "room for its pods",
                "No other node is Ready and schedulable: its pods would stay Pending."
            )
            : new WhatIfReason(
                Yes,
                "room for its pods",
                $"{Wording.Count(open.Length, "other node")} {are} Ready and schedulable. HaDashboard does not check free capacity."
            );
    }

    internal IEnumerable<WhatIfReason> Reload()
    {
        var stopped = Others
            .Where(other => other.HaProxy.Failure?.Kind is FailureKind.SocketRefused)
            .Select(other => new WhatIfReason(
                No,
                "one at a time",
                $"HAProxy is not running on {other.Name}: the same configuration error may be in this file."
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
                $"No data from HAProxy on {node.Name} within 10 seconds: the reload could not be verified."
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
                    + "after a reload, HAProxy treats all servers as UP until the first health check."
            )
            : new WhatIfReason(
                No,
                "masters left",
                $"No server of '{diagnosis.Snapshot.Inventory.ApiBackend}' is verified UP there: "
                    + "after a reload, HAProxy would show all of them UP until the first health check."
            );
        foreach (var server in reading.Proxies.SelectMany(proxy => proxy.Servers).Where(server => IsByHand(server)))
        {
            yield return new WhatIfReason(
                No,
                "runtime changes",
                $"{server.Path} was set to {server.Status.Word} at run time: a reload reverts it and sends traffic there again."
            );
        }

        if (node.MasterProcess.FreshValue is { LastReloadFailed: true })
        {
            yield return new WhatIfReason(
                No,
                "the file",
                "The last reload failed: HAProxy rejected the file on disk, and the previous configuration still runs."
            );
        }
        else if (node.Configuration.FreshValue?.IsPending == true)
        {
            yield return new WhatIfReason(
                Yes,
                "the file",
                "The file on disk has changed since the worker started: a reload applies the changes."
            );
        }
    }

    // A server that the file disables stays disabled after a reload. Without that information a runtime change is assumed.
    private bool IsByHand(Server server) =>
        server.Status is { State: ServerOperationalState.Maint or ServerOperationalState.Drain, Detail: null }
        && node.Settings.Value?.Servers.FirstOrDefault(s => s.Path.Equals(server.Path, StringComparison.Ordinal))
            ?.Administration.Admin.HasFlag(ServerAdminState.ConfiguredMaintenance) != true;

    private bool IsYoung<T>(Slice<T> slice)
        where T : class => slice.IsFresh && slice.ObservedAt is { } at && (now - at).Duration() <= WhatIf.Young;

    // A process that is known not to run counts as observed now: every probe reports the failure again.
    private bool IsYoungOrDown<T>(Slice<T> slice)
        where T : class => IsYoung(slice) || slice.IsKnownDown();
}
