using System.Globalization;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Adapters.Sources;

/// <summary>The result of reading a source once, for <c>--check</c>.</summary>
/// <param name="Message">What was read, or why it failed.</param>
/// <param name="Kind">The kind of failure; null where there is none.</param>
/// <param name="IsNote">The cluster does not need what failed, but an administrator should know it.</param>
internal sealed record SourceTrial(SourceDescriptor Source, bool Ok, string Message, FailureKind? Kind, bool IsNote)
{
    /// <summary>What to change although the source answered; null for nothing.</summary>
    public string? Advice { get; init; }

    /// <summary>Reads the source. The reader is disposed.</summary>
    internal static async Task<SourceTrial> RunAsync(
        SourceReader reader,
        TimeSpan timeout,
        TimeProvider time,
        CancellationToken stop
    )
    {
        await using var disposed = reader;
        using var timer = new CancellationTokenSource(timeout, time);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, stop);
        var source = SourceCatalogue.Of(reader.Source.Kind);
        try
        {
            var observation = await reader.ObserveAsync(deadline.Token);
            return new SourceTrial(source, Ok: true, reader.Describe(observation), null, reader.Advice is not null)
            {
                Advice = reader.Advice,
            };
        }
        catch (SourceFailureException failure)
        {
            return Failed(source, failure.Kind, failure.Message);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            var limit = string.Create(CultureInfo.InvariantCulture, $"no answer within {timeout.TotalSeconds:0.#} s");
            return Failed(source, FailureKind.PortSilent, limit);
        }
    }

    private static SourceTrial Failed(SourceDescriptor source, FailureKind kind, string message) =>
        new(source, source.IsOptional, message, kind, IsNote: source.IsOptional);
}
