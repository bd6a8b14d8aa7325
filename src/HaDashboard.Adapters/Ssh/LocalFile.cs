using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Adapters.Ssh;

/// <summary>A file on the dashboard's own host that can't be used.</summary>
internal static class LocalFile
{
    public static SourceFailureException Unusable(string what, string file, Exception e) =>
        new(
            FailureKind.LocalFile,
            e switch
            {
                FileNotFoundException or DirectoryNotFoundException => $"The {what} {file} does not exist.",
                UnauthorizedAccessException =>
                    $"The {what} {file} can't be read by this account ({Environment.UserName}): check its owner and mode.",
                _ => $"The {what} {file} can't be read: {e.Message}",
            },
            e
        );
}
