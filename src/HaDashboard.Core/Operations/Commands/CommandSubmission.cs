namespace HaDashboard.Core.Operations.Commands;

/// <summary>The gate's answer: refused with the reason, or under way.</summary>
/// <param name="Completion">Ends when the outcome is audited; null where refused.</param>
public sealed record CommandSubmission(Refusal? Refusal, Task<CommandOutcome>? Completion);
