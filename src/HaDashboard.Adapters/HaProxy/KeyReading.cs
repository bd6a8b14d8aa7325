using HaDashboard.Adapters.Ssh;
using HaDashboard.Core.Facts.HaProxy;
using HaDashboard.Core.Facts.Inventory;
using HaDashboard.Core.Facts.Observations;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Adapters.HaProxy;

/// <summary>
/// Tries what the key should not be able to. Each trial that is refused is a line in the node's log, and an alarm where somebody watches it:
/// so once after the start and weekly, again sooner only where the node could not be reached.
/// </summary>
internal sealed class KeyReading(NodeConnection node, string socket, bool hasKey, TimeSpan timeout, TimeProvider time)
    : INodeReading
{
    private KeyObserved? _last;

    public SourceId Source { get; } = new(SourceKind.OwnKey, node.Node);

    public TimeSpan? TriedEvery => TimeSpan.FromMinutes(1);

    public bool IsWoken => false;

    public async Task<Observation> ReadAsync(CancellationToken cancellationToken)
    {
        if (_last is not { } last || time.GetUtcNow() - last.At > ReadingSchedule.IntervalOf(SourceKind.OwnKey))
        {
            _last = last = new KeyObserved(
                node.Node,
                hasKey
                    ? new KeyRights(
                        HasKey: true,
                        [.. await KeyCheck.ExcessAsync(node, socket, timeout, cancellationToken)]
                    )
                    : new KeyRights(HasKey: false, []),
                time.GetUtcNow()
            );
        }

        return last; // the very same trial, not a new one: it changes nothing
    }
}
