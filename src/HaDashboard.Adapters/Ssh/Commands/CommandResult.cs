namespace HaDashboard.Adapters.Ssh.Commands;

/// <summary>The output of a configured command and how it ended.</summary>
/// <param name="ExitCode">null if a signal ended the command or it did not end in time.</param>
/// <param name="Output">
/// Standard output and standard error, in order of arrival as far as possible, with control characters made visible.
/// </param>
/// <param name="Truncated">True if the command printed more than is kept.</param>
public sealed record CommandResult(int? ExitCode, string Output, TimeSpan Duration, bool TimedOut, bool Truncated)
{
    /// <summary>
    /// Standard output alone and unchanged, for a parser. It may contain control characters, so it must not be shown.
    /// </summary>
    public string StandardOutput { get; init; } = Output;

    /// <summary>Standard error alone, with control characters made visible.</summary>
    public string StandardError { get; init; } = "";
}
