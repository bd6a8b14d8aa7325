using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Operations.Actions;

namespace HaDashboard.Adapters.HaProxy;

/// <summary>
/// Everything a session can say; a polling one only the constants. No text of a caller ever reaches it: a line end or a semicolon in a
/// name would be a second command, so an action's line is composed of typed names.
/// <c>show schema json</c> and <c>show threads</c> crash HAProxy 3.0.0, and JSON is wrongly escaped by all; CSV it is.
/// </summary>
internal sealed class RuntimeCommand
{
    internal static readonly RuntimeCommand ShowInfo = new("show info");
    internal static readonly RuntimeCommand ShowStat = new("show stat");

    internal static readonly RuntimeCommand ShowEveryServersState = new("show servers state");

    /// <summary>Interactive mode: the connection stays. A toggle: sent once, first.</summary>
    internal static readonly RuntimeCommand Prompt = new("prompt");

    /// <summary>Lowers the session's level for good: after it nothing can be changed by this connection.</summary>
    internal static readonly RuntimeCommand User = new("user");

    /// <summary>Marks every answer that is not data with its severity: the one way to tell an error from a success.</summary>
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
