using HaDashboard.Adapters.Sources;
using HaDashboard.Adapters.Ssh.Commands;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Adapters.HaProxy.Readings;

/// <summary>The standard output of a command, and the dashboard's clock before and after it.</summary>
internal sealed record CommandAnswer(string Output, DateTimeOffset AskedAt, DateTimeOffset AnsweredAt);

/// <summary>
/// Runs one configured command unchanged. Its output is passed only to the parser, and never put into a message, because it may be a whole
/// kubeconfig by mistake.
/// </summary>
/// <param name="parse">
/// Returns null where the output is not the expected one. The exit code alone decides nothing: grep over three files, one of which a worker
/// node does not have, fails and still prints the other two.
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
                HaProxyAdapterTexts.CommandTimedOut(Printable.Excerpt(command, 500), Rounded.Seconds(timeout))
            );
        }

        return parse(new CommandAnswer(result.StandardOutput, askedAt, _answeredAt)) ?? throw Unexpected(result);
    }

    protected override string Describe(T value) => $"read: {command}";

    private SourceFailureException Unexpected(CommandResult result) =>
        new(FailureKind.Other, HaProxyAdapterTexts.CommandUnexpected(Printable.Excerpt(command, 500), result.ExitCode));
}
