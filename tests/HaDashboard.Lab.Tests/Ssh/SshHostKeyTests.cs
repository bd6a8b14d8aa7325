using HaDashboard.Adapters.Ssh.Links;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Lab.Tests.Fixtures;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace HaDashboard.Lab.Tests.Ssh;

public sealed class SshHostKeyTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task UnknownHost_IsRefused_UntilItsLineIsAdded()
    {
        await using var sshd = await SshdProcess.StartAsync();
        var line = await File.ReadAllTextAsync(sshd.KnownHosts, Ct);
        await File.WriteAllTextAsync(sshd.KnownHosts, "", Ct);
        await using var connection = sshd.Connect();

        var failure = await connection.FailToReadAsync("/run/x.sock", Ct);
        Assert.Equal(FailureKind.HostKeyUnknown, failure.Kind);
        Assert.Contains($"127.0.0.1:{sshd.Port}", failure.Message, StringComparison.Ordinal);
        Assert.Contains(
            await SshKeygen.FingerprintAsync(sshd.HostKey("ed25519")),
            failure.Message,
            StringComparison.Ordinal
        );

        await File.WriteAllTextAsync(sshd.KnownHosts, line, Ct);
        Assert.Equal(0, (await connection.RunAfterRestAsync("true", Ct)).ExitCode);
    }

    [Fact]
    public async Task ReplacedKey_IsRefusedAsChanged()
    {
        await using var sshd = await SshdProcess.StartAsync();
        var known = await SshKeygen.FingerprintAsync(sshd.HostKey("ed25519"));
        await sshd.StopAsync();
        File.Delete(sshd.HostKey("ed25519"));
        await SshKeygen.NewKeyAsync(sshd.HostKey("ed25519"));
        await sshd.StartAgainAsync();
        await using var connection = sshd.Connect();

        var failure = await connection.FailToReadAsync("/run/x.sock", Ct);

        Assert.Equal(FailureKind.HostKeyChanged, failure.Kind);
        Assert.Contains(known, failure.Message, StringComparison.Ordinal);
        Assert.Contains(
            await SshKeygen.FingerprintAsync(sshd.HostKey("ed25519")),
            failure.Message,
            StringComparison.Ordinal
        );
        Assert.Contains($"{sshd.KnownHosts} line 1", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(sshd.LogLines, line => line.Contains("Accepted", StringComparison.Ordinal));
    }

    [Fact]
    public async Task RevokedKey_IsRefused()
    {
        await using var sshd = await SshdProcess.StartAsync();
        var line = await File.ReadAllTextAsync(sshd.KnownHosts, Ct);
        await File.WriteAllTextAsync(sshd.KnownHosts, $"{line}@revoked * {line[(line.IndexOf(' ') + 1)..]}", Ct);
        await using var connection = sshd.Connect();

        Assert.Equal(FailureKind.HostKeyRevoked, (await connection.FailToReadAsync("/run/x.sock", Ct)).Kind);
    }

    [Fact]
    public async Task HashedHostNames_AreFound()
    {
        await using var sshd = await SshdProcess.StartAsync();
        await SshKeygen.HashAsync(sshd.KnownHosts);
        Assert.DoesNotContain("127.0.0.1", await File.ReadAllTextAsync(sshd.KnownHosts, Ct), StringComparison.Ordinal);
        await using var connection = sshd.Connect();

        Assert.Equal(0, (await connection.RunAsync("true", TimeSpan.FromSeconds(30), Ct)).ExitCode);
    }

    /// <summary>The name has two addresses, of which the first refuses connections. known_hosts contains the name.</summary>
    [Fact]
    public async Task HostNameWithSeveralAddresses_IsVerifiedByName()
    {
        await using var sshd = await SshdProcess.StartAsync();
        var line = await File.ReadAllTextAsync(sshd.KnownHosts, Ct);
        await File.WriteAllTextAsync(
            sshd.KnownHosts,
            line.Replace("127.0.0.1", "localhost", StringComparison.Ordinal),
            Ct
        );
        await using var connection = new SshNodeConnection(
            sshd.Endpoint() with
            {
                Host = "localhost",
            },
            TimeProvider.System,
            NullLogger<SshNodeConnection>.Instance
        );

        Assert.Equal(0, (await connection.RunAsync("true", TimeSpan.FromSeconds(30), Ct)).ExitCode);
    }

    [Fact]
    public async Task UnresolvableHostName_IsNamedInFailure()
    {
        await using var sshd = await SshdProcess.StartAsync();
        await using var connection = new SshNodeConnection(
            sshd.Endpoint() with
            {
                Host = "no-such-host.invalid",
            },
            TimeProvider.System,
            NullLogger<SshNodeConnection>.Instance
        );

        var failure = await connection.FailToReadAsync("/run/x.sock", Ct);

        Assert.True(failure.Kind is FailureKind.HostUnreachable or FailureKind.Timeout, failure.Message);
        Assert.Contains("no-such-host.invalid", failure.Message, StringComparison.Ordinal);
    }

    /// <summary>The server has three keys and presents one. known_hosts contains one of them.</summary>
    [Theory]
    [InlineData("ed25519")]
    [InlineData("ecdsa")]
    [InlineData("rsa")]
    public async Task ServerWithSeveralKeys_PresentsListedKey(string listed)
    {
        await using var sshd = await SshdProcess.StartAsync(
            new SshdSettings { HostKeyTypes = ["ecdsa", "rsa", "ed25519"] }
        );
        await File.WriteAllTextAsync(sshd.KnownHosts, await sshd.KnownHostsLineAsync(listed), Ct);
        await using var connection = sshd.Connect();

        Assert.Equal(0, (await connection.RunAsync("true", TimeSpan.FromSeconds(30), Ct)).ExitCode);
    }

    [Theory]
    [InlineData("127.0.0.1", null)]
    [InlineData("10.0.0.1", FailureKind.HostKeyUnknown)]
    public async Task HostCertificateOfListedAuthority_IsVerifiedByPrincipals(string principal, FailureKind? refused)
    {
        await using var sshd = await SshdProcess.StartAsync(
            new SshdSettings { Configuration = ["HostCertificate {folder}/host_ed25519-cert.pub"] }
        );
        var authority = await SshKeygen.NewKeyAsync(Path.Combine(sshd.Folder, "ca"));
        await SshKeygen.CertifyAsync(authority, sshd.HostKey("ed25519"), principal, forHost: true);
        await sshd.StopAsync();
        await sshd.StartAgainAsync();
        await File.WriteAllTextAsync(
            sshd.KnownHosts,
            $"@cert-authority * {await File.ReadAllTextAsync($"{authority}.pub", Ct)}",
            Ct
        );
        await using var connection = sshd.Connect();

        if (refused is null)
        {
            Assert.Equal(0, (await connection.RunAsync("true", TimeSpan.FromSeconds(30), Ct)).ExitCode);
        }
        else
        {
            Assert.Equal(refused, (await connection.FailToReadAsync("/run/x.sock", Ct)).Kind);
        }
    }
}
