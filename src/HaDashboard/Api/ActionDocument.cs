using HaDashboard.Core.Operations.Commands;

namespace HaDashboard.Api;

/// <param name="State">ready, drain or maint.</param>
/// <param name="OverrideLastServer">Do it even to the last server of a backend that takes traffic. Needs Admin.</param>
public sealed record ServerStateRequest(string? State, string? Reason, bool OverrideLastServer = false);

/// <param name="Weight"><c>10</c> (0 to 256), or <c>50%</c> (0% to 100%) of the file's weight.</param>
/// <param name="OverrideLastServer">Do it even to the last server of a backend that takes traffic. Needs Admin.</param>
public sealed record ServerWeightRequest(string? Weight, string? Reason, bool OverrideLastServer = false);

/// <param name="Id">Binds it to its lines in the audit.</param>
/// <param name="Succeeded">Proved: the effect was read back.</param>
/// <param name="Before">What was there, read right before.</param>
/// <param name="After">What is there now; null where it could not be read.</param>
/// <param name="Executed">The exact runtime command.</param>
public sealed record ActionDocument(
    string Id,
    bool Succeeded,
    string Summary,
    string? Before,
    string? After,
    string Executed
)
{
    internal static ActionDocument Of(Command command, CommandOutcome outcome) =>
        new(command.Id, outcome.Succeeded, outcome.Summary, outcome.Before, outcome.After, outcome.Executed);
}
