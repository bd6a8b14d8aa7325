using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using HaDashboard.Core.Diagnosis;
using HaDashboard.Core.Diagnosis.Verdicts;
using HaDashboard.Core.Facts.Inventory;
using HaDashboard.Core.Facts.Observations;
using HaDashboard.Core.Facts.Reduction;
using HaDashboard.Core.Facts.Snapshots;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace HaDashboard.Core.Views;

/// <summary>
/// The one place where facts become the view: takes observations in order, reduces, judges, and publishes at most every 250 ms.
/// A lone change is published at once; only what follows on its heels waits, so that a burst costs every browser one render.
/// </summary>
public sealed partial class ClusterStore : BackgroundService, IObservationSink, IClusterFeed
{
    public static readonly TimeSpan PublishInterval = TimeSpan.FromMilliseconds(250);

    // Unbounded on purpose: a watch event dropped here would leave the state wrong permanently. The reader is pure computation,
    // microseconds per fact,
    // and every source is bounded by its own poll interval.
    private readonly Channel<Observation> _inbox = Channel.CreateUnbounded<Observation>(
        new UnboundedChannelOptions { SingleReader = true }
    );
    private readonly TimeProvider _time;
    private readonly ILogger<ClusterStore> _logger;
    private ImmutableHashSet<Channel<bool>> _subscribers = [];
    private volatile ClusterView _current;

    public ClusterStore(ClusterInventory inventory, TimeProvider time, ILogger<ClusterStore> logger)
    {
        _time = time;
        _logger = logger;
        _current = ClusterView.Initial(inventory);
    }

    public ClusterView Current => _current;

    /// <summary>The number of current readers; a test counts them after navigation, an operator in the metrics.</summary>
    public int Subscribers => _subscribers.Count;

    public void Offer(Observation observation) => _inbox.Writer.TryWrite(observation);

    public async IAsyncEnumerable<ClusterView> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // The signal, not the value: sending values left a reader stale permanently when the last one was dropped from its full slot.
        var signal = Channel.CreateBounded<bool>(
            new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true }
        );
        signal.Writer.TryWrite(true);
        ImmutableInterlocked.Update(ref _subscribers, set => set.Add(signal));
        try
        {
            long seen = -1;
            await foreach (var _ in signal.Reader.ReadAllAsync(cancellationToken))
            {
                var view = _current;
                if (view.Revision != seen)
                {
                    seen = view.Revision;
                    yield return view;
                }
            }
        }
        finally
        {
            ImmutableInterlocked.Update(ref _subscribers, set => set.Remove(signal));
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var reader = _inbox.Reader;
        var snapshot = _current.Snapshot;
        long? lastPublished = null; // a timestamp, not a time of day: a clock set back an hour must not hold the view for an hour
        try
        {
            while (await reader.WaitToReadAsync(stoppingToken))
            {
                snapshot = Drain(snapshot);
                if (
                    lastPublished is { } last
                    && PublishInterval - _time.GetElapsedTime(last) is var wait
                    && wait > TimeSpan.Zero
                )
                {
                    await Task.Delay(wait, _time, stoppingToken);
                    snapshot = Drain(snapshot);
                }

                if (!ReferenceEquals(snapshot, _current.Snapshot))
                {
                    lastPublished = _time.GetTimestamp();
                    Publish(snapshot);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // shutdown, not an error
        }
    }

    private ClusterSnapshot Drain(ClusterSnapshot snapshot)
    {
        while (_inbox.Reader.TryRead(out var observation))
        {
            snapshot = Apply(snapshot, observation);
        }

        return snapshot;
    }

    // A fault in our own code must not stop the one reader: the slice it would have refreshed turns stale by itself, which is the truth.
    private ClusterSnapshot Apply(ClusterSnapshot snapshot, Observation observation)
    {
        try
        {
            return SnapshotReducer.Apply(snapshot, observation);
        }
        catch (Exception exception)
        {
            Log.ObservationRefused(_logger, observation.GetType().Name, exception);
            return snapshot;
        }
    }

    private Verdict Assess(ClusterDiagnosis diagnosis)
    {
        try
        {
            return Judge.Assess(diagnosis);
        }
        catch (Exception exception)
        {
            Log.JudgementFailed(_logger, exception);
            return new Verdict(Level.Unknown, ViewTexts.JudgementFailed, []);
        }
    }

    private void Publish(ClusterSnapshot snapshot)
    {
        var previous = _current;
        var diagnosis = ClusterDiagnosis.Of(snapshot, previous.Diagnosis);
        var verdict = Assess(diagnosis);
        _current = new ClusterView(
            snapshot,
            diagnosis,
            verdict.Equals(previous.Verdict) ? previous.Verdict : verdict,
            previous.Revision + 1
        );
        foreach (var subscriber in _subscribers)
        {
            subscriber.Writer.TryWrite(true);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "A {Observation} could not be applied; its source will turn stale.")]
        public static partial void ObservationRefused(ILogger logger, string observation, Exception exception);

        [LoggerMessage(2, LogLevel.Error, "The snapshot could not be judged; the verdict is Unknown.")]
        public static partial void JudgementFailed(ILogger logger, Exception exception);
    }
}
