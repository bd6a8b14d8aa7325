using System.Net.Sockets;
using HaDashboard.Core.Facts.ControlPlane;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Lab.Tests.Fixtures;
using Xunit;

namespace HaDashboard.Lab.Tests.Ssh;

/// <summary>Tests that each setting of sshd that keeps the dashboard out has its own kind of failure and its own sentence.</summary>
public sealed class SshRefusalTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("AllowUsers somebody-else")]
    [InlineData("DenyUsers *")]
    [InlineData("AllowGroups no-such-group")]
    public async Task AccountThatMayNotSignIn_NamesBothPossibleCauses(string line)
    {
        var failure = await FailAsync(new SshdSettings { Configuration = [line] });

        Assert.Equal(FailureKind.AuthenticationFailed, failure.Kind);
        Assert.Contains("authorized_keys", failure.Message, StringComparison.Ordinal);
        Assert.Contains("AllowUsers, DenyUsers, AllowGroups", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TooManyFailures_IsARefusedKey()
    {
        await using var sshd = await SshdProcess.StartAsync(new SshdSettings { Configuration = ["MaxAuthTries 1"] });
        var stranger = await SshKeygen.NewKeyAsync(Path.Combine(sshd.Folder, "stranger"));
        await using var connection = sshd.Connect(options: sshd.Options with { PrivateKeyFile = stranger });

        var failure = await connection.FailToReadAsync("/run/x.sock", Ct);

        Assert.Equal(FailureKind.AuthenticationFailed, failure.Kind);
    }

    [Theory]
    [InlineData("publickey,password", "password", "PasswordAuthentication yes")]
    [InlineData(
        "publickey,keyboard-interactive",
        "keyboard-interactive",
        "UsePAM yes",
        "KbdInteractiveAuthentication yes"
    )]
    public async Task SecondFactor_IsNamed(string methods, string second, params string[] lines)
    {
        var failure = await FailAsync(new SshdSettings { Overrides = [.. lines, $"AuthenticationMethods {methods}"] });

        Assert.Equal(FailureKind.KeyNotSufficient, failure.Kind);
        Assert.Contains($"also requires {second}", failure.Message, StringComparison.Ordinal);
        Assert.Contains("AuthenticationMethods publickey", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("PubkeyAuthentication no")]
    [InlineData("AuthenticationMethods password,publickey")]
    public async Task ServerThatAcceptsNoKeyFirst_IsNamed(string line)
    {
        var failure = await FailAsync(new SshdSettings { Overrides = ["PasswordAuthentication yes", line] });

        Assert.Equal(FailureKind.KeyNotSufficient, failure.Kind);
        Assert.Contains("does not accept a key", failure.Message, StringComparison.Ordinal);
        Assert.Contains("only password", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("host key algorithm", "ssh-rsa", "HostKeyAlgorithms ssh-rsa")]
    [InlineData("MAC algorithm", "umac-64@openssh.com", "Ciphers aes128-ctr", "MACs umac-64@openssh.com")]
    public async Task NoCommonAlgorithm_NamesWhatTheServerOffers(string named, string offered, params string[] lines)
    {
        var failure = await FailAsync(new SshdSettings { HostKeyTypes = ["rsa"], Configuration = lines });

        Assert.Equal(FailureKind.NoCommonAlgorithm, failure.Kind);
        Assert.Contains(named, failure.Message, StringComparison.Ordinal);
        Assert.Contains(offered, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TooManyUnfinishedSignIns_NamesMaxStartups()
    {
        await using var sshd = await SshdProcess.StartAsync(new SshdSettings { Configuration = ["MaxStartups 1"] });
        using var unfinished = new TcpClient();
        await unfinished.ConnectAsync("127.0.0.1", sshd.Port, Ct);
        await unfinished.GetStream().ReadExactlyAsync(new byte[4], Ct);
        await using var connection = sshd.Connect();

        var failure = await connection.FailToReadAsync("/run/x.sock", Ct);

        Assert.Equal(FailureKind.ServerRejects, failure.Kind);
        Assert.Contains("MaxStartups", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/usr/sbin/nologin", "This account is currently not available.")]
    [InlineData("echo Password change required but no TTY available. >&2; exit 1", "Password change required")]
    public async Task AccountThatRunsNoCommand_QuotesWhatItPrints(string command, string quoted)
    {
        var failure = await FailAsync(new SshdSettings { Configuration = [$"ForceCommand {command}"] });

        Assert.Equal(FailureKind.AccountUnusable, failure.Kind);
        Assert.Contains(quoted, failure.Message, StringComparison.Ordinal);
        Assert.Contains($"user {SshdProcess.User}", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("AllowTcpForwarding no")]
    [InlineData("AllowTcpForwarding remote")]
    [InlineData("DisableForwarding yes")]
    [InlineData("PermitOpen 127.0.0.1:1")]
    public async Task ForwardingNotAllowed_NamesEverySettingThatCanForbidIt_AndCommandsWork(string line)
    {
        await using var sshd = await SshdProcess.StartAsync(new SshdSettings { Configuration = [line] });
        await using var connection = sshd.Connect();

        var failure = await Assert.ThrowsAsync<SourceFailureException>(() =>
            connection.OpenTcpAsync(new NodePort("::1", 2381), Ct)
        );
        var command = await connection.RunAsync("echo works", TimeSpan.FromSeconds(30), Ct);

        Assert.Equal(FailureKind.PortForbidden, failure.Kind);
        Assert.Contains("permitopen=\"[::1]:2381\"", failure.Message, StringComparison.Ordinal);
        Assert.Contains(
            "AllowTcpForwarding, DisableForwarding and PermitOpen",
            failure.Message,
            StringComparison.Ordinal
        );
        Assert.Equal("works\n", command.Output);
    }

    /// <summary>MaxSessions 2 is the minimum: one session for polling, and one for all other commands, one after the other.</summary>
    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public async Task FewSessions_CommandsWaitForEachOther(int allowed)
    {
        await using var node = await LabNode.StartAsync(
            new SshdSettings { Configuration = [$"MaxSessions {allowed}"] }
        );
        await using var connection = node.Connect();
        await using var polling = await connection.OpenUnixSocketAsync(node.HaProxy.AdminSocket, Ct);

        var results = await Task.WhenAll(
            Enumerable
                .Range(0, 6)
                .Select(number => connection.RunAsync($"sleep 0.2; echo {number}", TimeSpan.FromSeconds(30), Ct))
        );

        Assert.Equal(["0\n", "1\n", "2\n", "3\n", "4\n", "5\n"], results.Select(result => result.Output));
        await polling.WriteAsync("prompt\n"u8.ToArray(), Ct);
        Assert.Equal("\n> ", await polling.ReadUntilPromptAsync(Ct));
        await node.Sshd.SignedInAsync(1, Ct);
    }

    private static async Task<SourceFailureException> FailAsync(SshdSettings settings)
    {
        await using var sshd = await SshdProcess.StartAsync(settings);
        await using var connection = sshd.Connect();
        return await connection.FailToReadAsync("/run/x.sock", Ct);
    }
}
