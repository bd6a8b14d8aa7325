using System.Collections.Immutable;
using HaDashboard.Core.Facts.Actions;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Core.Facts.Transitions;

/// <summary>Finds reloads that started or ended, so that the timeline shows the reason for a new worker next to it.</summary>
internal static class ReloadTransitions
{
    internal static void Add(
        ImmutableArray<ReloadRecord> before,
        ImmutableArray<ReloadRecord> after,
        DateTimeOffset at,
        Action<Transition> add
    )
    {
        foreach (var reload in after)
        {
            var old = before.FirstOrDefault(r => r.Id.Equals(reload.Id, StringComparison.Ordinal));
            foreach (var node in reload.Nodes)
            {
                AddNode(reload, old?.Nodes.FirstOrDefault(n => n.Node == node.Node), node, at, add);
            }
        }
    }

    private static void AddNode(
        ReloadRecord reload,
        NodeReload? old,
        NodeReload now,
        DateTimeOffset at,
        Action<Transition> add
    )
    {
        // In a rolling reload, a node's part starts when its turn comes. Reloads that an earlier run of the dashboard left are not changes.
        if (
            (old is null || old.Phase is ReloadPhase.Waiting)
            && now.Phase is not (ReloadPhase.Waiting or ReloadPhase.Done)
        )
        {
            add(
                new Transition(
                    at,
                    TransitionKind.Reload,
                    TransitionTone.Intent,
                    now.Node,
                    TransitionTexts.Reload,
                    null,
                    TransitionTexts.ReloadStarted,
                    TransitionTexts.ReloadStartedBy(reload.By, reload.Reason)
                )
            );
        }

        if (now.Outcome is { } outcome and not ReloadOutcome.Skipped && old is not null && old.Outcome != outcome)
        {
            add(
                new Transition(
                    at,
                    TransitionKind.Reload,
                    ToneOf(outcome),
                    now.Node,
                    TransitionTexts.Reload,
                    TransitionTexts.ReloadStarted,
                    Word(outcome),
                    now.Explanation
                )
            );
        }
    }

    private static Message Word(ReloadOutcome outcome) =>
        outcome switch
        {
            ReloadOutcome.Succeeded => TransitionTexts.ReloadSucceeded,
            ReloadOutcome.Refused => TransitionTexts.ReloadRefused,
            ReloadOutcome.Failed => TransitionTexts.ReloadFailed,
            _ => TransitionTexts.ReloadSuspect,
        };

    private static TransitionTone ToneOf(ReloadOutcome outcome) =>
        outcome switch
        {
            ReloadOutcome.Succeeded => TransitionTone.Good,
            ReloadOutcome.Suspect => TransitionTone.Unknown,
            _ => TransitionTone.Bad,
        };
}
