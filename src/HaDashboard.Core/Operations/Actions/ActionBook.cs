using System.Collections.Concurrent;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Core.Operations.Actions;

/// <summary>What is being done now, to what.</summary>
public sealed class ActionBook
{
    private readonly ConcurrentDictionary<RuntimeAction, string> _running = new(ReferenceEqualityComparer.Instance);
    private readonly ConcurrentDictionary<NodeName, SemaphoreSlim> _turns = new();

    /// <summary>What stands in the way, in words. Steps of a weight don't stand in each other's: they take turns, and each counts.</summary>
    internal string? InTheWayOf(RuntimeAction action)
    {
        var effective = action.Effective;
        if (!effective.ChangesSomething)
        {
            return null;
        }

        foreach (var (other, by) in _running)
        {
            if (
                other.Node == effective.Node
                && other.Target.Equals(effective.Target, StringComparison.Ordinal)
                && !(IsStep(other) && IsStep(effective))
            )
            {
                return $"{by} is just about to {other.Describe()}.";
            }
        }

        return null;
    }

    internal IDisposable Begin(RuntimeAction action, string by)
    {
        var effective = action.Effective;
        if (effective.ChangesSomething)
        {
            _running.TryAdd(effective, Printable.Excerpt(by, 100));
        }

        return new Entry(this, effective);
    }

    /// <summary>One at a time on a node: of two who each take one of the last two servers, the second must see what the first did.</summary>
    internal SemaphoreSlim TurnOn(NodeName node) => _turns.GetOrAdd(node, static _ => new SemaphoreSlim(1, 1));

    private static bool IsStep(RuntimeAction action) => action is SetServerWeight { Weight: RelativeWeight };

    private sealed class Entry(ActionBook book, RuntimeAction action) : IDisposable
    {
        public void Dispose() => book._running.TryRemove(action, out _);
    }
}
