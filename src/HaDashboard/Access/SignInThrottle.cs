using System.Collections.Concurrent;

namespace HaDashboard.Access;

/// <summary>
/// Slows password guessing. After five failures for one name from one address, or twenty from one address, within five minutes, further
/// attempts are rejected until the five minutes are over. Failures are never counted by name alone: an attacker could lock out any user.
/// </summary>
public sealed class SignInThrottle(TimeProvider time)
{
    private const int PerName = 5;
    private const int PerAddress = 20;
    private const int MaxEntries = 10_000;
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(5);
    private readonly ConcurrentDictionary<(string Address, string? Name), Failures> _failures = new();

    private sealed record Failures(int Count, DateTimeOffset Until);

    /// <summary>How long to wait until the next attempt; null if an attempt is allowed now.</summary>
    public TimeSpan? Wait(string address, string name) =>
        Remaining(KeyOf(address, name), PerName) ?? Remaining((address, null), PerAddress);

    /// <returns>True if this failure reached a limit.</returns>
    public bool Failed(string address, string name)
    {
        Prune();
        var byName = Count(KeyOf(address, name));
        var byAddress = Count((address, null));
        return byName == PerName || byAddress == PerAddress;
    }

    public void Succeeded(string address, string name) => _failures.TryRemove(KeyOf(address, name), out _);

    private static (string Address, string? Name) KeyOf(string address, string name) =>
        (address, name.ToUpperInvariant());

    private TimeSpan? Remaining((string Address, string? Name) key, int limit) =>
        _failures.TryGetValue(key, out var failures)
        && failures.Count >= limit
        && failures.Until - time.GetUtcNow() is var left
        && left > TimeSpan.Zero
            ? left
            : null;

    private int Count((string Address, string? Name) key)
    {
        var now = time.GetUtcNow();
        return _failures
            .AddOrUpdate(
                key,
                _ => new Failures(1, now + Window),
                (_, known) =>
                    known.Until <= now ? new Failures(1, now + Window) : known with { Count = known.Count + 1 }
            )
            .Count;
    }

    // Limits the memory. An attacker with many addresses or names displaces the oldest failures.
    private void Prune()
    {
        if (_failures.Count < MaxEntries)
        {
            return;
        }

        var now = time.GetUtcNow();
        foreach (
            var (key, _) in _failures
                .OrderBy(pair => pair.Value.Until)
                .Where((pair, i) => i < MaxEntries / 2 || pair.Value.Until <= now)
        )
        {
            _failures.TryRemove(key, out _);
        }
    }
}
