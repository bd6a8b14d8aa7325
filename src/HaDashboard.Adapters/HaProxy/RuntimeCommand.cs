namespace HaDashboard.Adapters.HaProxy;

/// <summary>
/// Everything a polling session can say. No text of a caller ever reaches it: a line end or a semicolon in a name would be a second command.
/// <c>show schema json</c> and <c>show threads</c> crash HAProxy 3.0.0, and JSON is wrongly escaped by all; CSV it is.
/// </summary>
internal sealed class RuntimeCommand
{
    internal static readonly RuntimeCommand ShowInfo = new("show info");
    internal static readonly RuntimeCommand ShowStat = new("show stat");

    /// <summary>Interactive mode: the connection stays. A toggle: sent once, first.</summary>
    internal static readonly RuntimeCommand Prompt = new("prompt");

    /// <summary>Lowers the session's level for good: after it nothing can be changed by this connection.</summary>
    internal static readonly RuntimeCommand User = new("user");

    private RuntimeCommand(string text)
    {
        Text = text;
        Line = System.Text.Encoding.ASCII.GetBytes(text + "\n");
    }

    internal string Text { get; }

    internal ReadOnlyMemory<byte> Line { get; }
}
