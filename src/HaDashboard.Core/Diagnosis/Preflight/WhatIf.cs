using System.Collections.Immutable;
using HaDashboard.Core.Facts.Snapshots;

namespace HaDashboard.Core.Diagnosis.Preflight;

/// <summary>What somebody is about to do to a node.</summary>
public enum WhatIfAction
{
    /// <summary>The whole node goes for minutes, and comes back.</summary>
    Reboot,

    /// <summary>Its pods are moved away, and where it is a master, it is taken out of every node's rotation.</summary>
    Drain,

    /// <summary>A master is taken out of every node's rotation, and goes on otherwise.</summary>
    TakeOut,

    /// <summary>Its HAProxy starts a new worker with the file on disk.</summary>
    Reload,
}

public enum Consent
{
    /// <summary>Too little is known, or it is too old, to say yes.</summary>
    Unknown,
    Yes,
    No,
}

/// <summary>One thing that was looked at.</summary>
/// <param name="Check">What: <c>etcd quorum</c>, <c>masters left</c>.</param>
public sealed record WhatIfReason(Consent Answer, string Check, string Text);

/// <summary>May it be done now, and why.</summary>
/// <param name="Reasons">What speaks against it first, then what is not known, then what speaks for it.</param>
public sealed record WhatIfAnswer(WhatIfAction Action, Consent Answer, ImmutableArray<WhatIfReason> Reasons);

/// <summary>
/// May this node be taken down now? Yes only where everything that must hold was seen within the last ten seconds: members that
/// were Ready a
/// minute ago have cost clusters their quorum. Nothing is assumed; what nobody tells is unknown, and one no is a no.
/// </summary>
public static class WhatIf
{
    public static readonly TimeSpan Young = TimeSpan.FromSeconds(10);

    /// <summary>Of everything that may be done to such a node.</summary>
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
