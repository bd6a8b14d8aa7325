using System.Threading.Channels;
using HaDashboard.Core.Facts.Inventory;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Observations;
using HaDashboard.Core.Facts.Sources;
using Microsoft.Extensions.Logging;

namespace HaDashboard.Adapters.HaProxy;

/// <summary>One reading of one node, again and again, and at once when something happened there. Whatever goes wrong in it stays in it.</summary>
internal sealed partial class NodeReadingLoop(
    INodeReading reading,
    TimeSpan phase,
    IObservationSink sink,
    TimeProvider time,
    ILogger<NodeReadingLoop> logger
)
{
    // One slot: a second call before the first is seen asks for nothing more.
    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true }
    );
    private FailureKind? _failing;

    internal NodeName Node => reading.Source.Node!;

    internal bool IsWoken => reading.IsWoken;

    internal void ReadNow() => _wake.Writer.TryWrite(true);

    internal async Task RunAsync(CancellationToken stoppingToken)
    {
        var interval = reading.TriedEvery
            ?? ReadingSchedule.IntervalOf(reading.Source.Kind)
            ?? throw new InvalidOperationException($"No interval for {reading.Source}.");
        await using var timer = time.CreateTimer(
            static state => ((NodeReadingLoop)state!).ReadNow(),
            this,
            phase,
            interval
        );
        try
        {
            while (await _wake.Reader.WaitToReadAsync(stoppingToken))
            {
                _wake.Reader.TryRead(out _);
                sink.Offer(await ReadAsync(stoppingToken));
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // shutdown, not an error
        }
    }

    private async Task<Observation> ReadAsync(CancellationToken stoppingToken)
    {
        try
        {
            var observation = await reading.ReadAsync(stoppingToken);
            if (_failing is not null)
            {
                Log.Recovered(logger, reading.Source);
            }

            _failing = null;
            return observation;
        }
        catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
        {
            var known = exception as SourceFailureException;
            var failure = known?.ToFailure()
                ?? new SourceFailure(
                    FailureKind.Other,
                    $"A fault of the dashboard itself ({exception.GetType().Name}); see its log."
                );
            if (_failing != failure.Kind)
            {
                Log.Failed(logger, reading.Source, failure.Kind, failure.Message, known is null ? exception : null);
            }

            _failing = failure.Kind;
            return new SourceFailed(reading.Source, failure, time.GetUtcNow());
        }
    }

    private static partial class Log
    {
        [LoggerMessage(
            1,
            LogLevel.Warning,
            "{Source}: not read ({Kind}): {Reason} Tried on at every interval; said once per kind of failure."
        )]
        public static partial void Failed(
            ILogger logger,
            SourceId source,
            FailureKind kind,
            string reason,
            Exception? exception
        );

        [LoggerMessage(2, LogLevel.Information, "{Source}: read again.")]
        public static partial void Recovered(ILogger logger, SourceId source);
    }
}
