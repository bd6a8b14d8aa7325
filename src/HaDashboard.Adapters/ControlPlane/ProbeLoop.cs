using HaDashboard.Adapters.Ssh;
using HaDashboard.Core.Facts.Observations;
using HaDashboard.Core.Facts.Sources;
using Microsoft.Extensions.Logging;

namespace HaDashboard.Adapters.ControlPlane;

/// <summary>One probe of one node, again and again. Whatever goes wrong in it stays in it.</summary>
internal sealed partial class ProbeLoop(
    IProbe probe,
    NodeConnection connection,
    TimeSpan interval,
    TimeSpan timeout,
    TimeSpan phase,
    IObservationSink sink,
    TimeProvider time,
    ILogger<ProbeLoop> logger
)
{
    /// <summary>What is asked every five minutes must not stay unknown for five minutes after a moment's outage.</summary>
    internal static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(10);

    private FailureKind? _failing;

    public async Task RunAsync(CancellationToken stop)
    {
        using var _ = probe;
        try
        {
            await Task.Delay(phase, time, stop);
            using var timer = new PeriodicTimer(interval, time);
            do
            {
                await ProbeAsync(timer, stop);
            } while (await timer.WaitForNextTickAsync(stop));
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // shutdown, not an error
        }
    }

    private async Task ProbeAsync(PeriodicTimer timer, CancellationToken stop)
    {
        try
        {
            var observed = await AskAsync(stop);
            Repeat(timer, interval);
            sink.Offer(observed);
            if (_failing is not null)
            {
                Log.Recovered(logger, probe.Source);
            }

            _failing = null;
        }
        catch (Exception exception) when (!stop.IsCancellationRequested)
        {
            var failure = exception is SourceFailureException known
                ? known.ToFailure()
                : new SourceFailure(
                    FailureKind.Other,
                    $"A fault of the dashboard itself ({exception.GetType().Name}); see its log."
                );
            if (_failing != failure.Kind)
            {
                Log.Failed(
                    logger,
                    probe.Source,
                    failure.Kind,
                    failure.Message,
                    exception is SourceFailureException ? null : exception
                );
            }

            _failing = failure.Kind;
            Repeat(timer, interval < RetryAfter ? interval : RetryAfter);
            sink.Offer(new SourceFailed(probe.Source, failure, time.GetUtcNow()));
        }
    }

    // Set anew it begins to count anew: only where it differs.
    private static void Repeat(PeriodicTimer timer, TimeSpan period)
    {
        if (timer.Period != period)
        {
            timer.Period = period;
        }
    }

    private async Task<Observation> AskAsync(CancellationToken stop)
    {
        using var timer = new CancellationTokenSource(timeout, time);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, stop);
        try
        {
            return await probe.ProbeAsync(deadline.Token);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            // Whose silence was it? Only a node that answers something else makes it the probed one's.
            await connection.ProveAsync(stop);
            throw new SourceFailureException(
                FailureKind.PortSilent,
                $"{Name(probe.Source.Kind)} on {connection.Node} gave no answer in {timeout.TotalSeconds:0.#} s, and the node itself answers."
            );
        }
    }

    private static string Name(SourceKind kind) =>
        kind switch
        {
            SourceKind.Etcd => "etcd",
            SourceKind.ApiServer or SourceKind.Clock => "The apiserver",
            SourceKind.ApiServerRequests => "The apiserver's metrics",
            SourceKind.ControllerManager => "The controller-manager",
            SourceKind.Scheduler => "The scheduler",
            SourceKind.LocalEndpoint => "The local endpoint",
            _ => "What was asked",
        };

    private static partial class Log
    {
        [LoggerMessage(
            1,
            LogLevel.Warning,
            "{Source}: no answer ({Kind}): {Reason} Asked on at every interval; said once per kind of failure."
        )]
        public static partial void Failed(
            ILogger logger,
            SourceId source,
            FailureKind kind,
            string reason,
            Exception? exception
        );

        [LoggerMessage(2, LogLevel.Information, "{Source}: answers again.")]
        public static partial void Recovered(ILogger logger, SourceId source);
    }
}
