using HaDashboard.Adapters.Sources;
using HaDashboard.Adapters.Ssh;
using HaDashboard.Core.Facts.HaProxy;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Adapters.HaProxy;

/// <summary>
/// Tries what the key should not be able to. Each trial that is refused is a line in the node's log, and an alarm where somebody watches it:
/// so once after the start and weekly, again sooner only where the node could not be reached.
/// </summary>
internal sealed class KeyReading(NodeConnection node, string socket, bool hasKey, TimeSpan timeout, TimeProvider time)
    : ValueReader<KeyRights>(SourceCatalogue.OwnKey, node.Node, time)
{
    private KeyRights? _rights;
    private DateTimeOffset _triedAt;

    // The time of the trial, not of this reading: the same trial read again changes nothing.
    protected override DateTimeOffset ObservedAt => _triedAt;

    public override async Task<KeyRights> ReadAsync(CancellationToken cancellationToken)
    {
        if (_rights is null || Time.GetUtcNow() - _triedAt > SourceCatalogue.OwnKey.Interval)
        {
            _rights = await TryAsync(cancellationToken);
            _triedAt = Time.GetUtcNow();
        }

        return _rights;
    }

    private async Task<KeyRights> TryAsync(CancellationToken cancellationToken) =>
        hasKey
            ? new KeyRights(HasKey: true, [.. await KeyCheck.ExcessAsync(node, socket, timeout, cancellationToken)])
            : new KeyRights(HasKey: false, []);
}
