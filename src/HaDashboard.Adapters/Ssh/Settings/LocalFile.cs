using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Adapters.Ssh.Settings;

/// <summary>Describes why a file on the dashboard's own host cannot be used.</summary>
internal static class LocalFile
{
    public static SourceFailureException Unusable(string what, string file, Exception e) =>
        new(
            FailureKind.LocalFile,
            e switch
            {
                FileNotFoundException or DirectoryNotFoundException => $"The {what} {file} does not exist.",
                UnauthorizedAccessException =>
                    $"The {what} {file} cannot be read by this account ({Environment.UserName}): check its owner and mode.",
                _ => $"The {what} {file} cannot be read: {e.Message}",
            },
            e
        );
}
