namespace HaDashboard.Adapters.Ssh.Links;

/// <summary>
/// What the shell of the account prints before the output of each command. sshd runs every command with that shell, and some shells read a
/// start-up file (<c>~/.bashrc</c>) that prints a greeting on one stream or both.
/// </summary>
/// <param name="HasMarker">
/// True if a line with a marker is printed before each command, and everything up to it is dropped. It is used only for a shell that
/// prints something, because a forced command or a sudo rule may compare the command line.
/// </param>
/// <param name="Output">The text on the standard output that is dropped, where no marker can be printed.</param>
/// <param name="Errors">The same on the error output.</param>
internal sealed record LoginShell(bool HasMarker, byte[] Output, byte[] Errors)
{
    private const string Marker = "hadashboard:begin:5e1c07b6d2a94f83";

    /// <summary>The words of sh, bash, zsh, ksh and fish.</summary>
    private const string PrintMarker = $"echo {Marker}; echo {Marker} 1>&2; ";

    private static readonly byte[] MarkerLine = [.. System.Text.Encoding.ASCII.GetBytes(Marker), (byte)'\n'];

    /// <summary>The shell prints nothing. Commands are run unchanged.</summary>
    internal static LoginShell Quiet { get; } = new(false, [], []);

    internal static LoginShell WithMarker { get; } = new(true, [], []);

    internal string CommandLine(string line) => HasMarker ? PrintMarker + line : line;

    internal OutputFilter FilterOutput(Action<ReadOnlySpan<byte>> receiver) => Filter(Output, receiver);

    internal OutputFilter FilterErrors(Action<ReadOnlySpan<byte>> receiver) => Filter(Errors, receiver);

    /// <summary>The error output of a command that has ended.</summary>
    internal string WithoutGreeting(string errors)
    {
        var rest = new List<byte>();
        var filter = FilterErrors(data => rest.AddRange(data));
        filter.Receive(System.Text.Encoding.UTF8.GetBytes(errors));
        filter.End();
        return System.Text.Encoding.UTF8.GetString([.. rest]);
    }

    private OutputFilter Filter(byte[] text, Action<ReadOnlySpan<byte>> receiver) =>
        HasMarker ? OutputFilter.Until(MarkerLine, receiver) : OutputFilter.Prefix(text, receiver);
}
