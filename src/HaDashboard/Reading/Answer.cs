using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Reading;

/// <summary>What was read on demand. A failure leaves the value, which is then old; its own time tells how old.</summary>
public sealed record Answer<T>(T? Value, SourceFailure? Failure, bool IsReading)
    where T : class
{
    public static Answer<T> Nothing { get; } = new(null, null, false);
}
