using HaDashboard.Adapters.Sources;
using HaDashboard.Adapters.Ssh.Commands;
using HaDashboard.Core.Facts.HaProxy;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Adapters.HaProxy.Readings;

/// <summary>
/// Tests what the key should not be able to do. Each refused attempt is a line in the node's log, and may raise an alert there. So the test
/// runs once after the start and then weekly; it is repeated earlier only where the node was unreachable.
/// </summary>
internal sealed class KeyReading(NodeConnection node, string socket, bool hasKey, TimeSpan timeout, TimeProvider time)
    : ValueReader<KeyRights>(SourceCatalogue.OwnKey, node.Node, time)
{
    private KeyRights? _rights;
    private DateTimeOffset _triedAt;

    // The time of the test, not of this reading: reading the result of the same test again changes nothing.
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
