using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Reading;

/// <summary>A line among those of several logs.</summary>
/// <param name="Number">Its own for ever.</param>
/// <param name="Log">Which of the logs wrote it.</param>
public sealed record LogEntry(long Number, int Log, LogLine Line);

public enum LogPhase
{
    Reading,

    /// <summary>All that was written is here, and what will be written comes.</summary>
    Following,
    Ended,
    Failed,
}

/// <param name="Failure">Why it ended, where that was no end in good order.</param>
public sealed record LogProgress(LogPhase Phase, DateTimeOffset At, SourceFailure? Failure = null);

/// <summary>What a viewer shows now.</summary>
/// <param name="IsCut">There are older lines that were not kept.</param>
public sealed record LogPicture(IReadOnlyList<LogEntry> Entries, IReadOnlyList<LogProgress> Progress, bool IsCut);
