using System.Runtime.CompilerServices;
using System.Threading.Channels;
using HaDashboard.Core.Facts.HaProxy;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Observations;
using HaDashboard.Core.Facts.Reduction;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Operations.Ports;
using HaDashboard.Core.Views;

namespace HaDashboard.Core.Tests.Commands.Reloads;

/// <summary>Facts become the view at once, and a poll is answered before it is asked to the end: a test of steps needs no pace.</summary>
internal sealed class StraightFeed(ClusterSnapshot start, TimeProvider time)
    : IClusterFeed,
        IObservationSink,
        IPollSignal
{
    private readonly Lock _lock = new();
    private readonly List<Channel<bool>> _watchers = [];
    private ClusterView _current = ClusterView.Of(start, 1);

    public ClusterView Current => Volatile.Read(ref _current);

    /// <summary>What a poll of the node sees; null where it is not answered.</summary>
    internal Func<NodeName, ClusterSnapshot, Observation?> Poll { get; set; } = (_, _) => null;

    public void Offer(Observation observation)
    {
        lock (_lock)
        {
            var next = SnapshotReducer.Apply(_current.Snapshot, observation);
            Volatile.Write(ref _current, ClusterView.Of(next, _current.Revision + 1));
            _watchers.ForEach(watcher => watcher.Writer.TryWrite(true));
        }
    }

    public void PollNow(NodeName node)
    {
        if (Poll(node, Current.Snapshot) is { } seen)
        {
            Offer(seen);
        }
    }

    public async IAsyncEnumerable<ClusterView> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var signal = Channel.CreateUnbounded<bool>();
        signal.Writer.TryWrite(true);
        lock (_lock)
        {
            _watchers.Add(signal);
        }

        await foreach (var _ in signal.Reader.ReadAllAsync(cancellationToken))
        {
            yield return Current;
        }
    }

    internal async Task<ClusterSnapshot> UntilAsync(Func<ClusterSnapshot, bool> isSo)
    {
        await foreach (var view in WatchAsync(Patience.Token))
        {
            if (isSo(view.Snapshot))
            {
                return view.Snapshot;
            }
        }

        throw new InvalidOperationException("The feed ended.");
    }

    internal SourceObserved<HaProxyReading> Again(NodeName node, ClusterSnapshot snapshot) =>
        SourceCatalogue.HaProxy.Observed(node, snapshot.Node(node)!.HaProxy.Value!, time.GetUtcNow());
}
