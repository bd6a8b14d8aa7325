using System.Text;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Facts.Text;
using Renci.SshNet;
using Renci.SshNet.Common;

namespace HaDashboard.Adapters.Ssh.Settings;

/// <summary>Reads the private key, its passphrase and its certificate. A failure names the file that caused it.</summary>
internal static class PrivateKey
{
    /// <exception cref="SourceFailureException">With <see cref="FailureKind.LocalFile"/>.</exception>
    public static PrivateKeyFile Load(SshOptions options)
    {
        var passphrase = options.PrivateKeyPassphraseFile is { } file
            ? Read(FileRole.Passphrase, file).TrimEnd('\r', '\n')
            : null;
        var text = Read(FileRole.PrivateKey, options.PrivateKeyFile);
        var key = Open(options, () => new PrivateKeyFile(StreamOf(text), passphrase), passphrase);
        var certificateFile = options.CertificateFile ?? options.PrivateKeyFile + "-cert.pub";
        if (options.CertificateFile is null && !File.Exists(certificateFile))
        {
            return key;
        }

        // The key was read without the certificate first, so that a failure names the right file.
        key.Dispose();
        var certificate = Read(FileRole.Certificate, certificateFile);
        try
        {
            return new PrivateKeyFile(StreamOf(text), passphrase, StreamOf(certificate));
        }
        catch (Exception e)
        {
            throw new SourceFailureException(
                FailureKind.LocalFile,
                SshTexts.CertificateOfOtherKey(
                    certificateFile,
                    options.PrivateKeyFile,
                    Printable.Excerpt(e.Message, 500)
                ),
                e
            );
        }
    }

    /// <summary>True if other accounts of the dashboard's host can read or write the key. OpenSSH refuses such a key.</summary>
    public static bool IsOpenToOthers(string file)
    {
        const UnixFileMode others =
            UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;
        try
        {
            return !OperatingSystem.IsWindows() && (File.GetUnixFileMode(file) & others) != 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static PrivateKeyFile Open(SshOptions options, Func<PrivateKeyFile> open, string? passphrase)
    {
        try
        {
            return open();
        }
        catch (SshPassPhraseNullOrEmptyException e)
        {
            throw new SourceFailureException(
                FailureKind.LocalFile,
                SshTexts.PassphraseMissing(options.PrivateKeyFile),
                e
            );
        }
        // The parsers throw many exception types: format, ASN.1, padding, index.
        catch (Exception e)
        {
            throw new SourceFailureException(
                FailureKind.LocalFile,
                passphrase is { Length: > 0 }
                    ? SshTexts.PassphraseWrong(
                        options.PrivateKeyFile,
                        options.PrivateKeyPassphraseFile,
                        Printable.Excerpt(e.Message, 500)
                    )
                    : SshTexts.NotAPrivateKey(options.PrivateKeyFile, Printable.Excerpt(e.Message, 500)),
                e
            );
        }
    }

    private static MemoryStream StreamOf(string text) => new(Encoding.UTF8.GetBytes(text));

    private static string Read(FileRole role, string file)
    {
        try
        {
            using var stream = File.OpenRead(file);
            return stream.Length <= 1024 * 1024
                ? new StreamReader(stream).ReadToEnd()
                : throw new SourceFailureException(FailureKind.LocalFile, SshTexts.FileTooLarge(role, file));
        }
        catch (Exception e)
            when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw LocalFile.Unusable(role, file, e);
        }
    }
}
