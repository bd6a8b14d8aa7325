using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Adapters.Ssh.Settings;

/// <summary>What a file on the dashboard's own host is for. The texts select their words by these names.</summary>
internal enum FileRole
{
    KnownHosts,
    Passphrase,
    PrivateKey,
    Certificate,
}

/// <summary>Describes why a file on the dashboard's own host cannot be used.</summary>
internal static class LocalFile
{
    public static SourceFailureException Unusable(FileRole role, string file, Exception e) =>
        new(
            FailureKind.LocalFile,
            e switch
            {
                FileNotFoundException or DirectoryNotFoundException => SshTexts.FileMissing(role, file),
                UnauthorizedAccessException => SshTexts.FileForbidden(role, file, Environment.UserName),
                _ => SshTexts.FileUnreadable(role, file, Printable.Excerpt(e.Message, 500)),
            },
            e
        );
}
