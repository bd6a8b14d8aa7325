using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Reading;

/// <summary>A line of one of several logs.</summary>
/// <param name="Number">The unique number of the line; it never changes.</param>
/// <param name="Log">The index of its log.</param>
public sealed record LogEntry(long Number, int Log, LogLine Line);

public enum LogPhase
{
    Reading,

    /// <summary>All existing lines are read; new lines follow.</summary>
    Following,
    Ended,
    Failed,
}

/// <param name="Failure">Why the log failed; null in every other phase.</param>
public sealed record LogProgress(LogPhase Phase, DateTimeOffset At, SourceFailure? Failure = null);

/// <summary>The content of a log viewer.</summary>
/// <param name="IsCut">True if older lines were dropped.</param>
public sealed record LogPicture(IReadOnlyList<LogEntry> Entries, IReadOnlyList<LogProgress> Progress, bool IsCut);
