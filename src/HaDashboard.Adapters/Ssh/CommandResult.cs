namespace HaDashboard.Adapters.Ssh;

/// <summary>What a configured command said and how it ended.</summary>
/// <param name="ExitCode">Null when the command was ended by a signal or did not end in time.</param>
/// <param name="Output">Standard output and error, in arrival order as far as possible; control characters are made visible.</param>
/// <param name="Truncated">The command said more than is kept.</param>
public sealed record CommandResult(int? ExitCode, string Output, TimeSpan Duration, bool TimedOut, bool Truncated);
