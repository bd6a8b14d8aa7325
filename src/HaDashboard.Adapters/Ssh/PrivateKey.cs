using System.Text;
using HaDashboard.Core.Facts.Sources;
using Renci.SshNet;
using Renci.SshNet.Common;

namespace HaDashboard.Adapters.Ssh;

/// <summary>Reads the private key, its passphrase and its certificate, and says which file is at fault when one is.</summary>
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

        // The key alone was read first, so that a fault is blamed on the right file.
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

    /// <summary>Whether others on the dashboard's host can read the key (OpenSSH would refuse it).</summary>
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
                $"The private key {options.PrivateKeyFile} is encrypted and no passphrase is configured: set PrivateKeyPassphraseFile.",
                e
            );
        }
        // The parsers behind this throw whatever they stumble on: format, ASN.1, padding, index.
        catch (Exception e)
        {
            throw new SourceFailureException(
                FailureKind.LocalFile,
                passphrase is { Length: > 0 }
                    ? $"The private key {options.PrivateKeyFile} can't be opened with the passphrase in {options.PrivateKeyPassphraseFile}: wrong passphrase, or a damaged key ({e.Message})."
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
                : throw new SourceFailureException(FailureKind.LocalFile, $"The {what} {file} is too big to be one.");
        }
        catch (Exception e)
            when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw LocalFile.Unusable(what, file, e);
        }
    }
}
