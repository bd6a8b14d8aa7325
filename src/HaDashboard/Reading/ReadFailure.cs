using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Reading;

/// <summary>
/// Describes an exception that is not a <see cref="SourceFailureException"/>. The usual cause: the connection to the API was replaced by
/// another one during the read.
/// </summary>
internal static class ReadFailure
{
    public static SourceFailure Of(Exception exception) =>
        exception is OperationCanceledException or ObjectDisposedException
            ? new SourceFailure(FailureKind.ConnectionLost, ReadingTexts.ConnectionClosed)
            : Unexpected(exception);

    public static SourceFailure Unexpected(Exception exception) =>
        new(FailureKind.Other, ReadingTexts.ReadFailed(Printable.Excerpt(exception.Message, 1000)));
}
