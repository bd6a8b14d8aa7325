using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Components.Transitions;

/// <summary>One line of the timeline. Equal changes that several nodes report at about the same time are one line.</summary>
/// <param name="Nodes">The nodes that report the change, or the node that changed.</param>
/// <param name="Subjects">What changed. Pods of one node that change together are all listed.</param>
public sealed record TransitionLine(Transition First, IReadOnlyList<NodeName> Nodes, IReadOnlyList<Message> Subjects)
{
    private static readonly TimeSpan Together = TimeSpan.FromSeconds(8);

    /// <summary>The newest <paramref name="limit"/> lines.</summary>
    /// <param name="transitions">The newest first.</param>
    public static List<TransitionLine> Of(IEnumerable<Transition> transitions, int limit)
    {
        var lines = new List<(Transition First, List<NodeName> Nodes, List<Message> Subjects)>();
        foreach (var transition in transitions)
        {
            var line = lines.FindIndex(l => Joins(l.First, transition));
            if (line >= 0)
            {
                if (transition.Node is { } node && !lines[line].Nodes.Contains(node))
                {
                    lines[line].Nodes.Add(node);
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
                lines.Add((transition, transition.Node is { } first ? [first] : [], [transition.Subject]));
            }
        }

        return [.. lines.Select(l => new TransitionLine(l.First, l.Nodes, l.Subjects))];
    }

    private static bool Joins(Transition a, Transition b) =>
        a.Kind == b.Kind
        && a.To == b.To
        && a.At - b.At <= Together
        && (
            a.Kind is TransitionKind.Server && a.Subject == b.Subject
            || a.Kind is TransitionKind.Pod && a.Node is not null && a.Node == b.Node
        );
}
