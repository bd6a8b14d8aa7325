using System.Collections.Immutable;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Core.Diagnosis.Preflight;

/// <summary>An action on a node that the pre-flight check covers.</summary>
public enum WhatIfAction
{
    /// <summary>The whole node is down for minutes, and comes back.</summary>
    Reboot,

    /// <summary>Its pods are evicted. A master is also taken out of rotation on every node.</summary>
    Drain,

    /// <summary>A master is taken out of rotation on every node, and keeps running.</summary>
    TakeOut,

    /// <summary>Its HAProxy starts a new worker with the file on disk.</summary>
    Reload,
}

public enum Consent
{
    /// <summary>Data is missing or too old for a yes.</summary>
    Unknown,
    Yes,
    No,
}

/// <summary>One checked condition.</summary>
/// <param name="Check">The condition: <c>etcd quorum</c>, <c>masters left</c>.</param>
public sealed record WhatIfReason(Consent Answer, Message Check, Message Text);

/// <summary>Whether the action is safe now, and why.</summary>
/// <param name="Reasons">Failed conditions first, then unknown ones, then passed ones.</param>
public sealed record WhatIfAnswer(WhatIfAction Action, Consent Answer, ImmutableArray<WhatIfReason> Reasons);

/// <summary>
/// The pre-flight check: is it safe to take this node down now? Yes only if every condition was observed within the last 10 seconds: a
/// member that was Ready a minute ago may have failed since. Missing data is Unknown, and one No makes the answer No.
/// </summary>
public static class WhatIf
{
    public static readonly TimeSpan Young = TimeSpan.FromSeconds(10);

    /// <summary>The answers for every action that applies to the node.</summary>
    public static ImmutableArray<WhatIfAnswer> All(ClusterDiagnosis diagnosis, NodeState node, DateTimeOffset now) =>
        [
            .. Enum.GetValues<WhatIfAction>()
                .Where(action => node.IsMaster || action is not WhatIfAction.TakeOut)
                .Select(action => Of(diagnosis, node, action, now)),
        ];

    public static WhatIfAnswer Of(ClusterDiagnosis diagnosis, NodeState node, WhatIfAction action, DateTimeOffset now)
    {
        var reasons = Conditions(new WhatIfContext(diagnosis, node, now), action)
            .OrderBy(reason =>
                reason.Answer switch
                {
                    Consent.No => 0,
                    Consent.Unknown => 1,
                    _ => 2,
                }
            )
            .ToImmutableArray();
        var answer =
            reasons.Any(r => r.Answer is Consent.No) ? Consent.No
            : reasons.IsEmpty || reasons.Any(r => r.Answer is Consent.Unknown) ? Consent.Unknown
            : Consent.Yes;
        return new WhatIfAnswer(action, answer, reasons);
    }

    private static IEnumerable<WhatIfReason> Conditions(WhatIfContext context, WhatIfAction action)
    {
        var maintenance = new MaintenanceConditions(context);
        return action switch
        {
            WhatIfAction.Reboot => maintenance
                .NoOther()
                .Concat(context.Node.IsMaster ? MasterGone(context) : ControlPlaneConditions.OfWorker),
            WhatIfAction.Drain => maintenance
                .NoOther()
                .Concat(maintenance.RoomForPods())
                .Concat(OutOfRotation(context)),
            WhatIfAction.TakeOut => OutOfRotation(context),
            _ => new ReloadConditions(context).OfNode(),
        };
    }

    private static IEnumerable<WhatIfReason> MasterGone(WhatIfContext context)
    {
        var controlPlane = new ControlPlaneConditions(context);
        return
        [
            .. new EtcdConditions(context).Members(),
            .. OutOfRotation(context),
            controlPlane.Certificates(),
            .. controlPlane.Leaders(),
        ];
    }

    private static IEnumerable<WhatIfReason> OutOfRotation(WhatIfContext context)
    {
        var controlPlane = new ControlPlaneConditions(context);
        return context.Node.IsMaster ? controlPlane.ApiServers().Concat(controlPlane.MastersLeft()) : [];
    }
}
