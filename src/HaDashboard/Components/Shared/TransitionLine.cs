using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Snapshots;

namespace HaDashboard.Components.Shared;

/// <summary>One line of the timeline: what several nodes saw of the same thing at about the same time is told once.</summary>
/// <param name="Seers">The nodes that saw it, or the one it is about.</param>
/// <param name="Subjects">What it happened to: of pods on one node that change together, each.</param>
public sealed record TransitionLine(Transition First, IReadOnlyList<NodeName> Seers, IReadOnlyList<string> Subjects)
{
    private static readonly TimeSpan Together = TimeSpan.FromSeconds(8);

    /// <summary>The newest <paramref name="limit"/> lines.</summary>
    /// <param name="transitions">The newest first.</param>
    public static List<TransitionLine> Of(IEnumerable<Transition> transitions, int limit)
    {
        var lines = new List<(Transition First, List<NodeName> Seers, List<string> Subjects)>();
        foreach (var transition in transitions)
        {
            var line = lines.FindIndex(l => Joins(l.First, transition));
            if (line >= 0)
            {
                if (transition.Node is { } seer && !lines[line].Seers.Contains(seer))
                {
                    lines[line].Seers.Add(seer);
                }

                if (!lines[line].Subjects.Contains(transition.Subject))
                {
                    lines[line].Subjects.Add(transition.Subject);
                }
            }
            else if (lines.Count == limit)
            {
                break;
            }
            else
            {
                lines.Add((transition, transition.Node is { } node ? [node] : [], [transition.Subject]));
            }
        }

        return [.. lines.Select(l => new TransitionLine(l.First, l.Seers, l.Subjects))];
    }

    private static bool Joins(Transition a, Transition b) =>
        a.Kind == b.Kind
        && string.Equals(a.To, b.To, StringComparison.Ordinal)
        && a.At - b.At <= Together
        && (
            a.Kind is TransitionKind.Server && string.Equals(a.Subject, b.Subject, StringComparison.Ordinal)
            || a.Kind is TransitionKind.Pod && a.Node is not null && a.Node == b.Node
        );
}
