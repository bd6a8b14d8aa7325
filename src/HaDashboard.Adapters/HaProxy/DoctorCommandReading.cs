using System.Globalization;
using HaDashboard.Adapters.Ssh;
using HaDashboard.Core.Facts.Observations;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Adapters.HaProxy;

/// <summary>What a line printed, and our clock before and after.</summary>
internal sealed record DoctorAnswer(string Output, DateTimeOffset Asked, DateTimeOffset Heard);

/// <summary>
/// One configured line of the section Doctor, run unchanged. What it prints goes to the parser and nowhere else, into no message either: it
/// may be a whole kubeconfig by mistake.
/// </summary>
/// <param name="parse">null where it is not what was expected. The exit code alone decides nothing: grep over three files, one of which a worker lacks, fails and still tells.</param>
internal sealed class DoctorCommandReading(
    SourceKind kind,
    NodeConnection node,
    string command,
    TimeSpan timeout,
    TimeProvider time,
    Func<DoctorAnswer, Observation?> parse
) : INodeReading
{
    public SourceId Source { get; } = new(kind, node.Node);

    public bool IsWoken => false;

    public async Task<Observation> ReadAsync(CancellationToken cancellationToken)
    {
        var asked = time.GetUtcNow();
        var result = await node.RunAsync(command, timeout, cancellationToken);
        return result.TimedOut
            ? throw new SourceFailureException(
                FailureKind.Timeout,
                $"'{command}' did not end within {timeout.TotalSeconds:0.#} s."
            )
            : parse(new DoctorAnswer(result.Output, asked, time.GetUtcNow()))
                ?? throw new SourceFailureException(
                    FailureKind.Other,
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"'{command}' printed nothing of what was asked (exit code {result.ExitCode}); try it by hand as the dashboard's account."
                    )
                );
    }
}
