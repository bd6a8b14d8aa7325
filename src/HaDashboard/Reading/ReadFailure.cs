using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Reading;

/// <summary>
/// Describes an exception that is not a <see cref="SourceFailureException"/>. The usual cause: the connection to the API was replaced by
/// another one during the read.
/// </summary>
internal static class ReadFailure
{
    public static SourceFailure Of(Exception exception) =>
        exception is OperationCanceledException or ObjectDisposedException
            ? new SourceFailure(
                FailureKind.ConnectionLost,
                "The connection to the Kubernetes API was closed during the read. "
                    + "The dashboard may have switched to another apiserver. Read again."
            )
            : new SourceFailureException(FailureKind.Other, $"The read failed: {exception.Message}").ToFailure();
}
