using HaDashboard.Adapters.Ssh.Connections;
using HaDashboard.Adapters.Ssh.Settings;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Lab.Tests.Fixtures;
using Xunit;

namespace HaDashboard.Lab.Tests.Ssh;

/// <summary>Tests fetching the host keys of a real sshd.</summary>
public sealed class HostEnrolmentTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task UnknownHost_ShowsFingerprintOfSshKeygen_AndIsTrustedAfterAdding()
    {
        await using var sshd = await SshdProcess.StartAsync();
        File.Delete(sshd.KnownHosts);

        var shown = await HostEnrolment.ShowAsync(Node(sshd));

        Assert.Equal($"ssh-ed25519 {await SshKeygen.FingerprintAsync(sshd.HostKey("ed25519"))}", shown.Key);
        Assert.False(File.Exists(sshd.KnownHosts));
        Assert.Equal(0, sshd.SignIns());
        HostEnrolment.Add(shown);
        Assert.Equal(await sshd.KnownHostsLineAsync("ed25519"), await File.ReadAllTextAsync(sshd.KnownHosts, Ct));
        await using var connection = sshd.Connect();
        Assert.Equal(0, (await connection.RunAsync("true", TimeSpan.FromSeconds(30), Ct)).ExitCode);
        Assert.Null((await HostEnrolment.ShowAsync(Node(sshd))).Refusal);
    }

    [Fact]
    public async Task ChangedKey_IsReported_AndCannotBeAdded()
    {
        await using var sshd = await SshdProcess.StartAsync(new SshdSettings { HostKeyTypes = ["ed25519", "rsa"] });
        await using var other = await SshdProcess.StartAsync();
        var line = (await other.KnownHostsLineAsync("ed25519")).Replace(
            $":{other.Port} ",
            $":{sshd.Port} ",
            StringComparison.Ordinal
        );
        await File.WriteAllTextAsync(sshd.KnownHosts, line, Ct);

        var shown = await HostEnrolment.ShowAsync(Node(sshd));

        Assert.Equal(FailureKind.HostKeyChanged, shown.Refusal?.Kind);
        Assert.Null(shown.Line);
        Assert.Throws<ArgumentException>(() => HostEnrolment.Add(shown));
        Assert.Equal(line, await File.ReadAllTextAsync(sshd.KnownHosts, Ct));
    }

    [Fact]
    public async Task FileWithoutFinalNewline_KeepsItsLastLine()
    {
        await using var sshd = await SshdProcess.StartAsync();
        await File.WriteAllTextAsync(sshd.KnownHosts, "# end", Ct);

        HostEnrolment.Add(await HostEnrolment.ShowAsync(Node(sshd)));

        Assert.Equal(
            "# end\n" + await sshd.KnownHostsLineAsync("ed25519"),
            await File.ReadAllTextAsync(sshd.KnownHosts, Ct)
        );
    }

    [Fact]
    public async Task FileWithInvalidLine_IsNotExtended()
    {
        await using var sshd = await SshdProcess.StartAsync();
        await File.WriteAllTextAsync(sshd.KnownHosts, "k8smaster1 ssh-ed25519 not-base64!\n", Ct);

        Assert.Null((await HostEnrolment.ShowAsync(Node(sshd))).Line);
    }

    [Fact]
    public async Task UnreachableHost_FailureNamesIt()
    {
        await using var sshd = await SshdProcess.StartAsync();
        await sshd.StopAsync();

        var failure = await Assert.ThrowsAsync<SourceFailureException>(() => HostEnrolment.ShowAsync(Node(sshd)));

        Assert.Contains($"127.0.0.1:{sshd.Port}", failure.Message, StringComparison.Ordinal);
    }

    private static NodeOptions Node(SshdProcess sshd) =>
        new(NodeName.Parse("node"), NodeTransport.Ssh, "127.0.0.1", sshd.Options, TimeSpan.FromSeconds(20));
}
