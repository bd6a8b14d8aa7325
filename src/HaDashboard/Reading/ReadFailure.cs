using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Reading;

/// <summary>A read that ended without words of its own: mostly because the road to the API was given up for another one while it was on it.</summary>
internal static class Broken
{
    public static SourceFailure Off(Exception exception) =>
        exception is OperationCanceledException or ObjectDisposedException
            ? new SourceFailure(
                FailureKind.ConnectionLost,
                "The connection to the API was closed while this was read; the dashboard may have taken another road to it. Read again."
            )
            : new SourceFailureException(FailureKind.Other, $"It could not be read: {exception.Message}").ToFailure();
}
