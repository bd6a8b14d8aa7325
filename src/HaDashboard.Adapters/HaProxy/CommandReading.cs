using System.Globalization;
using HaDashboard.Adapters.Sources;
using HaDashboard.Adapters.Ssh;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Adapters.HaProxy;

/// <summary>What a line printed, and our clock before and after.</summary>
internal sealed record CommandAnswer(string Output, DateTimeOffset AskedAt, DateTimeOffset AnsweredAt);

/// <summary>
/// One configured line, run unchanged. What it prints goes to the parser and nowhere else, into no message either: it may be a whole
/// kubeconfig by mistake.
/// </summary>
/// <param name="parse">
/// null where it is not what was expected. The exit code alone decides nothing: grep over three files, one of which a worker lacks, fails
/// and still prints the others.
/// </param>
internal sealed class CommandReading<T>(
    SourceDescriptor<T> source,
    NodeConnection node,
    string command,
    TimeSpan timeout,
    TimeProvider time,
    Func<CommandAnswer, T?> parse
) : ValueReader<T>(source, node.Node, time)
    where T : class
{
    private DateTimeOffset _answeredAt;

    protected override DateTimeOffset ObservedAt => _answeredAt;

    public override async Task<T> ReadAsync(CancellationToken cancellationToken)
    {
        var askedAt = Time.GetUtcNow();
        var result = await node.RunAsync(command, timeout, cancellationToken);
        _answeredAt = Time.GetUtcNow();
        if (result.TimedOut)
        {
            throw new SourceFailureException(
                FailureKind.Timeout,
                $"'{command}' did not end within {timeout.TotalSeconds:0.#} s."
            );
        }

        return parse(new CommandAnswer(result.Output, askedAt, _answeredAt)) ?? throw Unexpected(result);
    }

    protected override string Describe(T value) => $"read: {command}";

    private SourceFailureException Unexpected(CommandResult result) =>
        new(
            FailureKind.Other,
            string.Create(
                CultureInfo.InvariantCulture,
                $"'{command}' did not print what was expected (exit code {result.ExitCode}). Run it by hand as the dashboard's account."
            )
        );
}
