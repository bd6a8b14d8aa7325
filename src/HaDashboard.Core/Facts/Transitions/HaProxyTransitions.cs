using HaDashboard.Core.Facts.HaProxy;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Core.Facts.Transitions;

/// <summary>Finds changes of one node's HAProxy: its reachability, its worker and its servers.</summary>
internal static class HaProxyTransitions
{
    private static readonly Message HaProxy = Message.Verbatim("haproxy");

    internal static void Add(
        NodeName node,
        Slice<HaProxyReading> before,
        Slice<HaProxyReading> after,
        DateTimeOffset at,
        Action<Transition> add
    )
    {
        AddReachability(node, before, after, at, add);
        if (before.Value is { } old && after.Value is { } now && !ReferenceEquals(old, now))
        {
            AddWorker(node, old, now, at, add);
            ServerTransitions.Add(node, old, now, at, add);
            if (!old.Process.IsSameWorker(now.Process))
            {
                LostSettingTransitions.Add(node, old, now, at, add);
            }
        }
    }

    private static void AddReachability(
        NodeName node,
        Slice<HaProxyReading> before,
        Slice<HaProxyReading> after,
        DateTimeOffset at,
        Action<Transition> add
    )
    {
        var (was, now) = (Word(before), Word(after));
        if (now is null || was == now || (was is null && after.IsFresh))
        {
            return; // Neither the first success after a start nor the same failure with another message is a change.
        }

        add(
            new Transition(
                at,
                TransitionKind.Process,
                ToneOf(after),
                node,
                HaProxy,
                was,
                now,
                after.IsFresh ? null : after.Failure?.Message ?? TransitionTexts.NoNewData
            )
        );
    }

    private static Message? Word(Slice<HaProxyReading> slice) =>
        slice switch
        {
            { IsFresh: true } => TransitionTexts.Observed,
            { Failure.Kind: FailureKind.SocketRefused } => TransitionTexts.NotRunning,
            { Failure: not null } or { Freshness: Freshness.Stale } => TransitionTexts.NotObserved,
            _ => null,
        };

    private static TransitionTone ToneOf(Slice<HaProxyReading> slice) =>
        slice switch
        {
            { IsFresh: true } => TransitionTone.Good,
            { Failure.Kind: FailureKind.SocketRefused } => TransitionTone.Bad,
            _ => TransitionTone.Unknown,
        };

    private static void AddWorker(
        NodeName node,
        HaProxyReading old,
        HaProxyReading now,
        DateTimeOffset at,
        Action<Transition> add
    )
    {
        if (!old.Process.IsSameWorker(now.Process))
        {
            add(
                new Transition(
                    at,
                    TransitionKind.Process,
                    TransitionTone.Neutral,
                    node,
                    HaProxy,
                    TransitionTexts.ProcessId(old.Process.Pid),
                    TransitionTexts.ProcessId(now.Process.Pid),
                    old.Process.Version.Equals(now.Process.Version, StringComparison.Ordinal)
                        ? TransitionTexts.NewWorker
                        : TransitionTexts.NewWorkerWithVersion(now.Process.Version)
                )
            );
        }
    }
}
