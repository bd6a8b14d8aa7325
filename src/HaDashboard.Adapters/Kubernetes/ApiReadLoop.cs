using HaDashboard.Core.Facts.Observations;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Facts.Text;
using Microsoft.Extensions.Logging;

namespace HaDashboard.Adapters.Kubernetes;

/// <summary>Asks the API for the same thing again and again. Whatever goes wrong in it stays in it, and is logged once per kind.</summary>
/// <param name="unknown">What is not known when it fails, as a sentence without its end.</param>
internal sealed partial class ApiReadLoop(
    SourceId source,
    string unknown,
    Func<Deadline, Task<Observation>> read,
    IObservationSink sink,
    TimeSpan interval,
    TimeSpan timeout,
    TimeProvider time,
    ILogger logger
)
{
    private FailureKind? _failing;

    public async Task RunAsync(CancellationToken stop)
    {
        try
        {
            using var timer = new PeriodicTimer(interval, time);
            do
            {
                await ReadAsync(stop);
            } while (await timer.WaitForNextTickAsync(stop));
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // shutdown, not an error
        }
    }

    private async Task ReadAsync(CancellationToken stop)
    {
        try
        {
            using var deadline = new Deadline(timeout, time, stop);
            var observed = await read(deadline);
            _failing = null;
            sink.Offer(observed);
        }
        catch (Exception exception) when (!stop.IsCancellationRequested)
        {
            var failure = exception is SourceFailureException known
                ? known.ToFailure()
                : new SourceFailure(FailureKind.Other, Printable.Excerpt(exception.Message, 300));
            if (_failing != failure.Kind)
            {
                Log.Failed(logger, unknown, failure.Message);
            }

            _failing = failure.Kind;
            sink.Offer(new SourceFailed(source, failure, time.GetUtcNow()));
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "{Unknown}: {Reason}")]
        public static partial void Failed(ILogger logger, string unknown, string reason);
    }
}
