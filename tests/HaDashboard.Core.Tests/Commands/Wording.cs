using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using HaDashboard.Core.Facts.Text;
using HaDashboard.Core.Operations.Commands;

namespace HaDashboard.Core.Tests.Commands;

/// <summary>Records with their messages in English, so that a test compares whole records by their sentences.</summary>
internal static class Wording
{
    [return: NotNullIfNotNull(nameof(refusal))]
    internal static Refusal? InEnglish(this Refusal? refusal) =>
        refusal is null ? null : refusal with { Message = InEnglish(refusal.Message) };

    [return: NotNullIfNotNull(nameof(outcome))]
    internal static CommandOutcome? InEnglish(this CommandOutcome? outcome) =>
        outcome is null
            ? null
            : outcome with
            {
                Summary = InEnglish(outcome.Summary),
                Before = InEnglish(outcome.Before),
                After = InEnglish(outcome.After),
                Refusal = InEnglish(outcome.Refusal),
            };

    [return: NotNullIfNotNull(nameof(message))]
    private static Message? InEnglish(Message? message) =>
        message is null ? null : Message.Verbatim(message.In(CultureInfo.InvariantCulture));
}
