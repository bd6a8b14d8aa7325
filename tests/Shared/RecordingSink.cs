using System.Collections.Immutable;
using HaDashboard.Core.Facts.Inventory;
using HaDashboard.Core.Facts.Observations;
using HaDashboard.Core.Facts.Reduction;
using HaDashboard.Core.Facts.Snapshots;

namespace HaDashboard.Tests;

/// <summary>Keeps every observation, and the snapshot they make, and lets a test wait for either without sleeping.</summary>
internal sealed class RecordingSink : IObservationSink
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Lock _gate = new();
    private TaskCompletionSource _changed = NewSignal();
    private ImmutableList<Observation> _all = [];
    private ImmutableList<ClusterSnapshot> _snapshots =
    [
        ClusterSnapshot.For(ClusterInventory.Empty with { WatchesKubernetes = true }),
    ];

    public ImmutableList<Observation> All => _all;

    public ClusterSnapshot Snapshot => _snapshots[^1];

    public void Offer(Observation observation)
    {
        TaskCompletionSource changed;
        lock (_gate)
        {
            _all = _all.Add(observation);
            _snapshots = _snapshots.Add(SnapshotReducer.Apply(Snapshot, observation));
            changed = _changed;
            _changed = NewSignal();
        }

        changed.SetResult();
    }

    /// <summary>
    /// The first snapshot that is as described: the present one, or one that follows. A state that lasts for a moment is found too, however
    /// late this test gets a thread.
    /// </summary>
    public async Task<ClusterSnapshot> UntilAsync(Func<ClusterSnapshot, bool> isSo, CancellationToken cancellationToken)
    {
        var next = _snapshots.Count - 1;
        ClusterSnapshot? found = null;
        await UntilAsync(
            () =>
            {
                for (; found is null && next < _snapshots.Count; next++)
                {
                    found = isSo(_snapshots[next]) ? _snapshots[next] : null;
                }

                return found is not null;
            },
            cancellationToken
        );
        return found!;
    }

    /// <summary>The first observation of its kind, from the given number of observations on.</summary>
    public async Task<T> FirstAsync<T>(CancellationToken cancellationToken, Func<T, bool>? which = null, int from = 0)
        where T : Observation
    {
        T? found = null;
        await UntilAsync(
            () => (found = _all.Skip(from).OfType<T>().FirstOrDefault(o => which?.Invoke(o) ?? true)) is not null,
            cancellationToken
        );
        return found!;
    }

    private async Task UntilAsync(Func<bool> isSo, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        while (true)
        {
            Task changed;
            lock (_gate)
            {
                if (isSo())
                {
                    return;
                }

                changed = _changed.Task;
            }

            try
            {
                await changed.WaitAsync(patience.Token);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                throw new TimeoutException(
                    $"It did not come to that. Last seen:\n{string.Join('\n', _all.TakeLast(3))}\nLast changes:\n"
                        + string.Join('\n', _all.Where(one => one is not SourceAlive).TakeLast(12))
                );
            }
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
