using System.Globalization;
using System.Net;
using HaDashboard.Core.Facts.HaProxy;
using HaDashboard.Core.Facts.Names;

namespace HaDashboard.Core.Operations.Actions;

/// <summary>
/// One line for the runtime API. It is made here and nowhere else, of constants, numbers and typed names: a line end or a semicolon in a
/// name would be a second command, and no text of a person's reaches it but through <see cref="ConsoleLine"/>.
/// </summary>
public sealed record RuntimeCommandText
{
    private RuntimeCommandText(string text) => Text = text;

    /// <summary>Without its line end.</summary>
    public string Text { get; }

    public static RuntimeCommandText State(ProxyName proxy, ServerName server, ServerTargetState state) =>
        Server(proxy, server, $"state {state.Word()}");

    public static RuntimeCommandText Weight(ProxyName proxy, ServerName server, int weight) =>
        Server(proxy, server, string.Create(CultureInfo.InvariantCulture, $"weight {weight}"));

    public static RuntimeCommandText WeightPercent(ProxyName proxy, ServerName server, int percent) =>
        Server(proxy, server, string.Create(CultureInfo.InvariantCulture, $"weight {percent}%"));

    public static RuntimeCommandText Address(ProxyName proxy, ServerName server, IPEndPoint address) =>
        Server(
            proxy,
            server,
            string.Create(CultureInfo.InvariantCulture, $"addr {address.Address} port {address.Port}")
        );

    public static RuntimeCommandText Health(ProxyName proxy, ServerName server, ServerHealthChange change) =>
        change switch
        {
            ServerHealthChange.EnableChecks => new($"enable health {proxy}/{server}"),
            ServerHealthChange.DisableChecks => new($"disable health {proxy}/{server}"),
            ServerHealthChange.ForceUp => Server(proxy, server, "health up"),
            ServerHealthChange.ForceStopping => Server(proxy, server, "health stopping"),
            ServerHealthChange.ForceDown => Server(proxy, server, "health down"),
            _ => throw new ArgumentOutOfRangeException(nameof(change), change, "A change HAProxy does not know."),
        };

    public static RuntimeCommandText Agent(ProxyName proxy, ServerName server, ServerAgentChange change) =>
        change switch
        {
            ServerAgentChange.Enable => new($"enable agent {proxy}/{server}"),
            ServerAgentChange.Disable => new($"disable agent {proxy}/{server}"),
            ServerAgentChange.ForceUp => Server(proxy, server, "agent up"),
            ServerAgentChange.ForceDown => Server(proxy, server, "agent down"),
            _ => throw new ArgumentOutOfRangeException(nameof(change), change, "A change HAProxy does not know."),
        };

    public static RuntimeCommandText KillSessions(ProxyName proxy, ServerName server) =>
        new($"shutdown sessions server {proxy}/{server}");

    public static RuntimeCommandText Clear(bool all) => new(all ? "clear counters all" : "clear counters");

    public static RuntimeCommandText Frontend(ProxyName proxy, FrontendTargetState state) =>
        state switch
        {
            FrontendTargetState.Enable => new($"enable frontend {proxy}"),
            FrontendTargetState.Disable => new($"disable frontend {proxy}"),
            FrontendTargetState.Shutdown => new($"shutdown frontend {proxy}"),
            _ => throw new ArgumentOutOfRangeException(nameof(state), state, "A state HAProxy does not know."),
        };

    /// <summary>A line that only reads. <see cref="ConsoleLine"/> has validated it.</summary>
    internal static RuntimeCommandText Read(ConsoleLine line) => new(line.Text);

    public override string ToString() => Text;

    private static RuntimeCommandText Server(ProxyName proxy, ServerName server, string what) =>
        new($"set server {proxy}/{server} {what}");
}
