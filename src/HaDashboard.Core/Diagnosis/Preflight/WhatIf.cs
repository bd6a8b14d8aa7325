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
        var facts = new WhatIfFacts(diagnosis, node, now);
        ImmutableArray<WhatIfReason> reasons =
        [
            .. (
                action switch
                {
                    WhatIfAction.Reboot => facts
                        .Maintenance()
                        .Concat(
                            node.IsMaster
                                ? facts
                                    .Etcd()
                                    .Concat(facts.ApiServers())
                                    .Concat(facts.MastersLeft())
                                    .Concat(facts.Certificates())
                                    .Concat(facts.Leaders())
                                : WhatIfFacts.WorkerGone()
                        ),
                    WhatIfAction.Drain => facts
                        .Maintenance()
                        .Concat(facts.RoomForPods())
                        .Concat(node.IsMaster ? facts.ApiServers().Concat(facts.MastersLeft()) : []),
                    WhatIfAction.TakeOut => node.IsMaster ? facts.ApiServers().Concat(facts.MastersLeft()) : [],
                    _ => facts.Reload(),
                }
            ).OrderBy(reason =>
                reason.Answer switch
                {
                    Consent.No => 0,
                    Consent.Unknown => 1,
                    _ => 2,
                }
            ),
        ];
        var answer =
            reasons.Any(r => r.Answer is Consent.No) ? Consent.No
            : reasons.IsEmpty || reasons.Any(r => r.Answer is Consent.Unknown) ? Consent.Unknown
            : Consent.Yes;
        return new WhatIfAnswer(action, answer, reasons);
    }
}
