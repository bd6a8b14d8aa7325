using System.Runtime.CompilerServices;
using HaDashboard.Core.Facts.Inventory;
using HaDashboard.Core.Facts.Observations;
using HaDashboard.Core.Facts.Reduction;
using HaDashboard.Core.Views;

namespace HaDashboard.Checking;

/// <summary>The facts that <c>--check</c> reads first: they say where the components listen and which address clients use.</summary>
internal sealed class CheckFacts(ClusterInventory inventory) : IClusterFeed, IObservationSink
{
    private readonly Lock _gate = new();
    private volatile ClusterView _current = ClusterView.Initial(inventory);

    public ClusterView Current => _current;

    public void Offer(Observation observation)
    {
        lock (_gate)
        {
            _current = ClusterView.Of(SnapshotReducer.Apply(_current.Snapshot, observation), _current.Revision + 1);
        }
    }

    public async IAsyncEnumerable<ClusterView> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        yield return Current;
        await Task.CompletedTask;
    }
}
