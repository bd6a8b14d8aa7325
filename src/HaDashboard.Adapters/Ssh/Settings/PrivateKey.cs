using System.Text;
using HaDashboard.Core.Facts.Sources;
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
            ? Read("passphrase file", file).TrimEnd('\r', '\n')
            : null;
        var text = Read("private key", options.PrivateKeyFile);
        var key = Open(options, () => new PrivateKeyFile(StreamOf(text), passphrase), passphrase);
        var certificateFile = options.CertificateFile ?? options.PrivateKeyFile + "-cert.pub";
        if (options.CertificateFile is null && !File.Exists(certificateFile))
        {
            return key;
        }

        // The key was read without the certificate first, so that a failure names the right file.
        key.Dispose();
        var certificate = Read("certificate", certificateFile);
        try
        {
            return new PrivateKeyFile(StreamOf(text), passphrase, StreamOf(certificate));
        }
        catch (Exception e)
        {
            throw new SourceFailureException(
                FailureKind.LocalFile,
                $"{certificateFile} is not a certificate for the private key {options.PrivateKeyFile}: {e.Message}",
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
                $"The private key {options.PrivateKeyFile} is encrypted, but no passphrase is configured: set PrivateKeyPassphraseFile.",
                e
            );
        }
        // The parsers throw many exception types: format, ASN.1, padding, index.
        catch (Exception e)
        {
            throw new SourceFailureException(
                FailureKind.LocalFile,
                passphrase is { Length: > 0 }
                    ? $"The private key {options.PrivateKeyFile} cannot be decrypted with the passphrase in "
                        + $"{options.PrivateKeyPassphraseFile}: the passphrase is wrong, or the key is damaged ({e.Message})."
                    : $"{options.PrivateKeyFile} is not a private key in OpenSSH or PEM format: {e.Message}",
                e
            );
        }
    }

    private static MemoryStream StreamOf(string text) => new(Encoding.UTF8.GetBytes(text));

    private static string Read(string what, string file)
    {
        try
        {
            using var stream = File.OpenRead(file);
            return stream.Length <= 1024 * 1024
                ? new StreamReader(stream).ReadToEnd()
                : throw new SourceFailureException(FailureKind.LocalFile, $"The {what} {file} is larger than 1 MiB.");
        }
        catch (Exception e)
            when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw LocalFile.Unusable(what, file, e);
        }
    }
}
