using HaDashboard.Adapters.Ssh.Settings;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Lab.Tests.Fixtures;
using Xunit;

namespace HaDashboard.Lab.Tests.Ssh;

public sealed class SshSignInTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("ed25519", false, "")]
    [InlineData("ed25519", false, "open sesame")]
    [InlineData("ecdsa", false, "")]
    [InlineData("ecdsa", true, "")]
    [InlineData("rsa", false, "")]
    [InlineData("rsa", true, "open sesame")]
    public async Task SignIn_EveryKindOfKey_Works(string type, bool pem, string passphrase)
    {
        await using var sshd = await SshdProcess.StartAsync();
        var key = await SshKeygen.NewKeyAsync(Path.Combine(sshd.Folder, "other"), type, passphrase, pem);
        File.Copy($"{key}.pub", sshd.AuthorizedKeys, overwrite: true);
        var options = sshd.Options with { PrivateKeyFile = key };
        if (passphrase.Length > 0)
        {
            options = options with { PrivateKeyPassphraseFile = Path.Combine(sshd.Folder, "passphrase") };
            await File.WriteAllTextAsync(options.PrivateKeyPassphraseFile, $"{passphrase}\n", Ct);
        }

        await using var connection = sshd.Connect(options: options);
        Assert.Equal(0, (await connection.RunAsync("true", TimeSpan.FromSeconds(30), Ct)).ExitCode);
    }

    [Theory]
    [InlineData("ed25519", false)]
    [InlineData("rsa", true)]
    public async Task SignIn_UserCertificate_Works(string type, bool configured)
    {
        await using var sshd = await SshdProcess.StartAsync(
            new SshdSettings { Configuration = ["TrustedUserCAKeys {folder}/ca.pub"] }
        );
        await File.WriteAllTextAsync(sshd.AuthorizedKeys, "", Ct);
        var authority = await SshKeygen.NewKeyAsync(Path.Combine(sshd.Folder, "ca"));
        var key = await SshKeygen.NewKeyAsync(Path.Combine(sshd.Folder, "other"), type);
        await SshKeygen.CertifyAsync(authority, key, SshdProcess.User);
        var options = sshd.Options with { PrivateKeyFile = key };
        if (configured)
        {
            options = options with { CertificateFile = Path.Combine(sshd.Folder, "elsewhere.pub") };
            File.Move($"{key}-cert.pub", options.CertificateFile);
        }

        await using var connection = sshd.Connect(options: options);
        Assert.Equal(0, (await connection.RunAsync("true", TimeSpan.FromSeconds(30), Ct)).ExitCode);
    }

    [Fact]
    public async Task SignIn_UnauthorizedKey_IsRefused_AndNamesAuthorizedKeys()
    {
        await using var sshd = await SshdProcess.StartAsync();
        var stranger = await SshKeygen.NewKeyAsync(Path.Combine(sshd.Folder, "stranger"));
        await using var connection = sshd.Connect(options: sshd.Options with { PrivateKeyFile = stranger });

        var failure = await connection.FailToReadAsync("/run/x.sock", Ct);

        Assert.Equal(FailureKind.AuthenticationFailed, failure.Kind);
        Assert.Contains("authorized_keys", failure.Message, StringComparison.Ordinal);
        Assert.Contains(stranger, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SignIn_UnusableFile_IsNamed()
    {
        await using var sshd = await SshdProcess.StartAsync();
        var locked = await SshKeygen.NewKeyAsync(Path.Combine(sshd.Folder, "locked"), passphrase: "right");
        var wrong = Path.Combine(sshd.Folder, "wrong");
        await File.WriteAllTextAsync(wrong, "wrong\n", Ct);
        var o = sshd.Options;
        (SshOptions Options, string Named)[] cases =
        [
            (o with { PrivateKeyFile = "/nonexistent/key" }, "/nonexistent/key does not exist"),
            (o with { PrivateKeyFile = wrong }, $"{wrong} is not a private key"),
            (o with { PrivateKeyFile = $"{o.PrivateKeyFile}.pub" }, $"{o.PrivateKeyFile}.pub is not a private key"),
            (o with { PrivateKeyFile = locked }, "no passphrase is configured"),
            (o with { PrivateKeyFile = locked, PrivateKeyPassphraseFile = wrong }, $"the passphrase in {wrong}"),
            (o with { PrivateKeyPassphraseFile = "/nonexistent/passphrase" }, "/nonexistent/passphrase does not exist"),
            (o with { CertificateFile = "/nonexistent/cert" }, "/nonexistent/cert does not exist"),
            (o with { CertificateFile = wrong }, $"{wrong} is not a certificate"),
            (o with { KnownHostsFile = "/nonexistent/hosts" }, "/nonexistent/hosts does not exist"),
        ];

        foreach (var (options, named) in cases)
        {
            await using var connection = sshd.Connect(options: options);
            var failure = await connection.FailToReadAsync("/run/x.sock", Ct);
            Assert.Equal(FailureKind.LocalFile, failure.Kind);
            Assert.Contains(named, failure.Message, StringComparison.Ordinal);
        }
    }
}
