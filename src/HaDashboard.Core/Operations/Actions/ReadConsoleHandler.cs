using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Facts.Text;
using HaDashboard.Core.Operations.Commands;

namespace HaDashboard.Core.Operations.Actions;

/// <summary>Sends a read of the console unchanged and returns the answer, bounded in size.</summary>
public sealed class ReadConsoleHandler(IHaProxyRuntime runtime) : ICommandHandler
{
    /// <summary>hatop's bound.</summary>
    public const int MaxLines = 1000;

    public const int MaxCharacters = 256 * 1024;

    public bool CanHandle(Command command) => command is RunConsole { Line.IsRead: true };

    public CommandStart Begin(CommandRequest request)
    {
        var console = (RunConsole)request.Command;
        return CommandStart.Running((_, cancellationToken) => RunAsync(console, cancellationToken));
    }

    private async Task<CommandOutcome> RunAsync(RunConsole console, CancellationToken cancellationToken)
    {
        var text = RuntimeCommandText.Read(console.Line);
        try
        {
            await using var session = await runtime.OpenAsync(console.Node, cancellationToken);
            var reply = await session.SendAsync(text, cancellationToken);
            var (output, cut) = Bounded(reply);
            return reply is { Severity: <= 4 } or { Severity: null, Text: "Permission denied\n" }
                ? new CommandOutcome(false, RuntimeErrors.Explain(console.Node, reply), text.Text)
                {
                    Output = output,
                    OutputCut = cut,
                }
                : new CommandOutcome(true, Summary(output, cut), text.Text) { Output = output, OutputCut = cut };
        }
        catch (SourceFailureException exception)
        {
            return new CommandOutcome(false, Message.Verbatim(exception.Message), text.Text);
        }
    }

    private static (string Output, bool Cut) Bounded(RuntimeReply reply)
    {
        var end = Math.Min(reply.Text.Length, MaxCharacters);
        for (int lines = 0, at = -1; lines < MaxLines && (at = reply.Text.IndexOf('\n', at + 1)) >= 0 && at < end; )
        {
            if (++lines == MaxLines)
            {
                end = Math.Min(end, at + 1);
            }
        }

        return (reply.Text[..end], reply.Cut || end < reply.Text.Length);
    }

    private static Message Summary(string output, bool cut) =>
        cut ? RuntimeTexts.LinesTruncated(Lines(output)) : RuntimeTexts.Lines(Lines(output));

    private static int Lines(string text) => text.Count(c => c == '\n') + (text.Length > 0 && text[^1] != '\n' ? 1 : 0);
}
