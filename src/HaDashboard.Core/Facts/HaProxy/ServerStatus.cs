using System.Globalization;
using System.Text.RegularExpressions;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Core.Facts.HaProxy;

/// <summary>
/// The <c>status</c> cell of a server: <c>UP</c>, <c>UP 1/3</c>, <c>DOWN (agent)</c>, <c>MAINT (via px/srv)</c>, <c>no check</c>…
/// </summary>
/// <param name="Progress">
/// The n of <c>n/m</c>: checks passed towards the other state. Negative on HAProxy 3.4 and newer right after a start.
/// </param>
/// <param name="ProgressOf">The m of <c>n/m</c>.</param>
/// <param name="Detail">The text in parentheses.</param>
/// <param name="Text">The cell as sent.</param>
public sealed partial record ServerStatus(
    ServerOperationalState State,
    int? Progress,
    int? ProgressOf,
    string? Detail,
    string Text
)
{
    private static readonly ServerStatus Up = new(ServerOperationalState.Up, null, null, null, "UP");
    private static readonly ServerStatus Down = new(ServerOperationalState.Down, null, null, null, "DOWN");
    private static readonly ServerStatus Maint = new(ServerOperationalState.Maint, null, null, null, "MAINT");
    private static readonly ServerStatus NoCheck = new(ServerOperationalState.NoCheck, null, null, null, "no check");

    /// <summary>HAProxy's word for the state, without progress and detail, as table cells show it.</summary>
    public string Word =>
        State switch
        {
            ServerOperationalState.Up => "UP",
            ServerOperationalState.Down => "DOWN",
            ServerOperationalState.NoLb => "NOLB",
            ServerOperationalState.Drain => "DRAIN",
            ServerOperationalState.Maint => "MAINT",
            ServerOperationalState.NoCheck => "no check",
            _ => Text.Length == 0 ? "UNKNOWN" : Printable.Excerpt(Text, 40),
        };

    /// <summary>
    /// True if the server is not DOWN and has fewer than the full number of passed checks: some checks failed, or the worker has just
    /// started. A progress below 1 always means a start. For a higher one, <see cref="Server.IsGoingDown"/> decides by the last check.
    /// </summary>
    public bool IsGoingDown =>
        (State is ServerOperationalState.Up or ServerOperationalState.NoLb or ServerOperationalState.Drain)
        && Progress is > 0;

    /// <summary>True if the server is DOWN and some checks have already passed.</summary>
    public bool IsGoingUp => State is ServerOperationalState.Down && Progress is > 0;

    public static ServerStatus Parse(string text) =>
        text switch
        {
            "UP" => Up,
            "DOWN" => Down,
            "MAINT" => Maint,
            "no check" => NoCheck,
            _ => ParseRest(text),
        };

    private static ServerStatus ParseRest(string text)
    {
        if (Grammar().Match(text) is not { Success: true } match)
        {
            return new ServerStatus(ServerOperationalState.Unknown, null, null, null, text);
        }

        return new ServerStatus(
            StateOf(match.Groups["word"].ValueSpan),
            NumberOf(match.Groups["n"]),
            NumberOf(match.Groups["m"]),
            match.Groups["detail"] is { Success: true } detail ? detail.Value : null,
            text
        );
    }

    private static ServerOperationalState StateOf(ReadOnlySpan<char> word) =>
        word switch
        {
            "UP" => ServerOperationalState.Up,
            "DOWN" => ServerOperationalState.Down,
            "NOLB" => ServerOperationalState.NoLb,
            "DRAIN" => ServerOperationalState.Drain,
            "MAINT" => ServerOperationalState.Maint,
            _ => ServerOperationalState.Unknown,
        };

    private static int? NumberOf(Group group) =>
        group.Success
        && int.TryParse(group.ValueSpan, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;

    // "UP -1/3" is valid: HAProxy 3.4 counts up from below zero after a start. "UP (anything)" is not: no known version prints it for a
    // server, so a version that does means something else, and an unknown status must not count as healthy.
    [GeneratedRegex(
        @"^(?:(?<word>UP|DOWN|NOLB|DRAIN)(?: (?<n>-?[0-9]{1,9})/(?<m>[0-9]{1,9}))?|(?<word>DOWN|DRAIN|MAINT) \((?<detail>[^)]*)\))\z",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant,
        2000
    )]
    private static partial Regex Grammar();
}
