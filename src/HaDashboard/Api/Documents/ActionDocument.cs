using HaDashboard.Core.Operations.Commands;

namespace HaDashboard.Api.Documents;

/// <param name="State">ready, drain or maint.</param>
/// <param name="OverrideLastServer">Allows the action on the last server in rotation of a backend. Needs Admin.</param>
public sealed record ServerStateRequest(string? State, string? Reason, bool OverrideLastServer = false);

/// <param name="Weight"><c>10</c> (0 to 256), or <c>50%</c> (0% to 100%) of the weight in haproxy.cfg.</param>
/// <param name="OverrideLastServer">Allows the action on the last server in rotation of a backend. Needs Admin.</param>
public sealed record ServerWeightRequest(string? Weight, string? Reason, bool OverrideLastServer = false);

/// <param name="Id">The id of its records in the audit log.</param>
/// <param name="Succeeded">Verified: the effect was read back.</param>
/// <param name="Before">The state before the action.</param>
/// <param name="After">The state after the action; null where it could not be read.</param>
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
