using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Operations.Actions;

namespace HaDashboard.Adapters.HaProxy.Runtime;

/// <summary>
/// Every command that a session can send; a polling session only sends the constants. No text of a caller is ever sent: a line end or a
/// semicolon in a name would start a second command, so the command of an action is composed of typed names. <c>show schema json</c> and
/// <c>show threads</c> crash HAProxy 3.0.0, and all versions escape JSON wrongly; so the tables are read as CSV.
/// </summary>
internal sealed class RuntimeCommand
{
    internal static readonly RuntimeCommand ShowInfo = new("show info");
    internal static readonly RuntimeCommand ShowStat = new("show stat");

    internal static readonly RuntimeCommand ShowEveryServersState = new("show servers state");

    /// <summary>Interactive mode: the connection stays open. The command toggles the mode, so it is sent once, first.</summary>
    internal static readonly RuntimeCommand Prompt = new("prompt");

    /// <summary>Lowers the session's level permanently: after it, this connection can change nothing.</summary>
    internal static readonly RuntimeCommand User = new("user");

    /// <summary>Adds the severity to every answer that is not data: the only way to distinguish an error from a success.</summary>
    internal static readonly RuntimeCommand NumberSeverities = new("set severity-output number");

    private RuntimeCommand(string text)
    {
        Text = text;
        Line = System.Text.Encoding.ASCII.GetBytes(text + "\n");
    }

    internal string Text { get; }

    internal ReadOnlyMemory<byte> Line { get; }

    internal static RuntimeCommand Of(RuntimeCommandText text) => new(text.Text);

    internal static RuntimeCommand ShowServersState(ProxyName backend) => new($"show servers state {backend}");
}
