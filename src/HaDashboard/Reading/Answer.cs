using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Reading;

/// <summary>The result of a read on demand. After a failure the previous value stays; its own timestamp shows its age.</summary>
public sealed record Answer<T>(T? Value, SourceFailure? Failure, bool IsReading)
    where T : class
{
    public static Answer<T> Nothing { get; } = new(null, null, false);
}
