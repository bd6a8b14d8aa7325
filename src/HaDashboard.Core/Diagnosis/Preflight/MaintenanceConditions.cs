using System.Collections.Immutable;
using HaDashboard.Core.Diagnosis.Topology;
using HaDashboard.Core.Facts.Actions;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Facts.Text;
using static HaDashboard.Core.Diagnosis.Preflight.Consent;

namespace HaDashboard.Core.Diagnosis.Preflight;

/// <summary>One node at a time: the conditions that other maintenance or another outage fails, and the room for evicted pods.</summary>
internal sealed class MaintenanceConditions(WhatIfContext context)
{
    private ImmutableSortedDictionary<string, Node>? NodesNow =>
        context.IsYoung(context.Snapshot.Kubernetes.Nodes) ? context.Snapshot.Kubernetes.Nodes.Value : null;

    internal IEnumerable<WhatIfReason> NoOther() =>
        UnderWay().Concat(context.Others.SelectMany(Outage)).Concat(Partition()).Concat(OtherNodes());

    /// <summary>Actions of this dashboard that have not finished: their result is unknown until then.</summary>
    internal IEnumerable<WhatIfReason> UnderWay()
    {
        foreach (
            var reload in context.Snapshot.Reloads.Where(r => r is { State: ReloadState.Running, IsDryRun: false })
        )
        {
            yield return new WhatIfReason(
                No,
                PreflightTexts.OneAtATime,
                PreflightTexts.ReloadInProgress(
                    Printable.Excerpt(reload.By, 60),
                    string.Join(", ", reload.Nodes.Select(n => n.Node))
                )
            );
        }

        foreach (var fleet in context.Snapshot.Fleets.Where(f => f.IsRunning))
        {
            yield return new WhatIfReason(
                No,
                PreflightTexts.OneAtATime,
                PreflightTexts.FleetActionInProgress(Printable.Excerpt(fleet.By, 60), fleet.Title)
            );
        }
    }

    internal IEnumerable<WhatIfReason> RoomForPods()
    {
        if (NodesNow is not { } nodes)
        {
            return [new WhatIfReason(Unknown, PreflightTexts.RoomForPods, PreflightTexts.RoomNotObserved)];
        }

        var open = nodes.Values.Count(IsOpen);
        return
        [
            open == 0
                ? new WhatIfReason(No, PreflightTexts.RoomForPods, PreflightTexts.NoRoom)
                : new WhatIfReason(Yes, PreflightTexts.RoomForPods, PreflightTexts.RoomLeft(open)),
        ];
    }

    private IEnumerable<WhatIfReason> Outage(NodeState other)
    {
        if (other.HaProxy.Failure?.Kind is FailureKind.SocketRefused)
        {
            yield return new WhatIfReason(No, PreflightTexts.OneAtATime, PreflightTexts.HaProxyStopped(other.Name));
        }
        else if (IsUnreachable(other))
        {
            yield return new WhatIfReason(No, PreflightTexts.OneAtATime, PreflightTexts.MasterUnreachable(other.Name));
        }
        else if (other.HasHaProxy && !context.IsYoung(other.HaProxy))
        {
            yield return new WhatIfReason(
                Unknown,
                PreflightTexts.OneAtATime,
                PreflightTexts.NodeNotObserved(other.Name)
            );
        }
    }

    private bool IsUnreachable(NodeState other) =>
        other.IsMaster
        && MasterReach.IsBeyondReach(other)
        && context.Diagnosis.Matrix.Any(column => column.Master == other.Name && column.IsDown);

    private IEnumerable<WhatIfReason> Partition() =>
        context.Diagnosis.Pattern.Partition is null
            ? []
            : [new WhatIfReason(No, PreflightTexts.Network, PreflightTexts.Partition)];

    private IEnumerable<WhatIfReason> OtherNodes()
    {
        if (!context.Snapshot.Inventory.WatchesKubernetes)
        {
            return [];
        }

        if (NodesNow is not { } nodes)
        {
            return [new WhatIfReason(Unknown, PreflightTexts.OtherNodes, PreflightTexts.OtherNodesNotObserved)];
        }

        ImmutableArray<WhatIfReason> away =
        [
            .. nodes
                .Values.Where(other => other.Name != context.Node.Name && (other.Unschedulable || other.Ready != true))
                .Select(other => new WhatIfReason(No, PreflightTexts.OtherNodes, WhyAway(other))),
        ];
        return away.IsEmpty
            ? [new WhatIfReason(Yes, PreflightTexts.OtherNodes, PreflightTexts.OtherNodesReady(nodes.Count - 1))]
            : away;
    }

    private static Message WhyAway(Node other) =>
        other.Ready switch
        {
            true => PreflightTexts.NodeCordoned(other.Name),
            false => PreflightTexts.NodeNotReady(other.Name),
            null => PreflightTexts.NodeStatusUnknown(other.Name),
        };

    private bool IsOpen(Node other) =>
        other.Name != context.Node.Name
        && other is { Ready: true, Unschedulable: false }
        && (
            context.Node.IsMaster || !other.Taints.Any(taint => taint.EndsWith(":NoSchedule", StringComparison.Ordinal))
        );
}
