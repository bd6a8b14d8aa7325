using System.Text;
using HaDashboard.Adapters.HaProxy.Readings;
using HaDashboard.Adapters.Ssh.Commands;
using HaDashboard.Adapters.Ssh.Links;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Lab.Tests.Fixtures;
using Xunit;

namespace HaDashboard.Lab.Tests.Ssh;

/// <summary>
/// A real sshd whose account has a shell that prints on login. The start-up file is printed by a forced command, because the tests must not
/// write one into the home of the account: the effect on every command is the same.
/// </summary>
public sealed class LoginShellTests
{
    private const string Both = "echo Welcome to node1; echo Authorized use only >&2";

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static TheoryData<string> Greetings =>
        [
            "true",
            Both,
            "printf Welcome; printf Authorized >&2",
            "echo Welcome",
            "printf Welcome",
            "echo Authorized >&2",
            "printf Authorized >&2",
            "printf 'Welcome\\r\\n\\033[31mred'; printf '\\n\\n' >&2",
            "date +%s%N; date +%s%N >&2", // another text each time
            "head -c 5000 /dev/zero | tr '\\0' x",
            "echo '1.00 1.00 1.00 1/1 1'; echo 'relay:none'",
            "printf 'hadashboard'",
        ];

    [Theory]
    [MemberData(nameof(Greetings))]
    public async Task CommandOutput_IsThatOfTheCommandAlone(string greeting)
    {
        await using var sshd = await GreetingAsync(greeting);
        await using var connection = sshd.Connect();
        for (var i = 0; i < 2; i++)
        {
            var result = await connection.RunAsync("printf out; printf err >&2; exit 3", Timeout, Ct);
            Assert.Equal(
                (3, "out", "err", 6),
                (result.ExitCode, result.StandardOutput, result.StandardError, result.Output.Length)
            );
        }

        var silent = await connection.RunAsync("exit 5", Timeout, Ct);
        Assert.Equal((5, ""), (silent.ExitCode, silent.Output));
    }

    [Theory]
    [MemberData(nameof(Greetings))]
    public async Task Socket_CarriesTheBytesOfTheSocketAlone(string greeting)
    {
        await using var sshd = await GreetingAsync(greeting);
        await using var connection = sshd.Connect();
        using var socket = sshd.Listen("s.sock");
        await using var stream = await connection.OpenUnixSocketAsync(Path.Combine(sshd.Folder, "s.sock"), Ct);
        using var peer = await socket.AcceptAsync(Ct);
        await stream.WriteAsync("show info\n"u8.ToArray(), Ct);
        var request = new byte[10];
        for (var read = 0; read < request.Length; )
        {
            read += await peer.ReceiveAsync(request.AsMemory(read), Ct);
        }

        await peer.SendAsync(Encoding.ASCII.GetBytes("Name: HAProxy\n\n> "), Ct);

        Assert.Equal("show info\n", Encoding.ASCII.GetString(request));
        Assert.Equal("Name: HAProxy\n\n> ", await stream.ReadUntilPromptAsync(Ct));
    }

    [Theory]
    [MemberData(nameof(Greetings))]
    public async Task SocketThatDoesNotExist_IsStillSaid(string greeting)
    {
        await using var sshd = await GreetingAsync(greeting);
        await using var connection = sshd.Connect();

        var failure = await connection.FailToReadAsync("/run/none.sock", Ct);

        Assert.Equal(FailureKind.SocketNotFound, failure.Kind);
    }

    [Theory]
    [MemberData(nameof(Greetings))]
    public async Task Configuration_IsThatOfTheFileAlone(string greeting)
    {
        await using var sshd = await GreetingAsync(greeting);
        await using var connection = sshd.Connect();
        var file = Path.Combine(sshd.Folder, "haproxy.cfg");
        await File.WriteAllTextAsync(file, "global\r\n\tdaemon\r\n", Ct);
        var reading = new ConfigurationReading(
            connection,
            $"cat {file}; echo a warning >&2",
            Timeout,
            TimeProvider.System
        );

        Assert.Equal(["global", "    daemon"], (await reading.ReadAsync(Ct)).File.Lines);
    }

    [Fact]
    public async Task GreetingThatChangesWhileConnected_IsRemovedFromTheSecondCommandOn()
    {
        await using var sshd = await SshdProcess.StartAsync();
        var greeting = Path.Combine(sshd.Folder, "greeting");
        await File.WriteAllTextAsync(greeting, "one", Ct);
        await ForceAsync(sshd, $"cat {greeting}; case $SSH_ORIGINAL_COMMAND in *hadashboard*) exit 77 ;; esac");
        await using var connection = sshd.Connect();
        Assert.Equal("out", (await OutputAsync(connection)).StandardOutput); // The marker is refused: the text is compared.

        await File.WriteAllTextAsync(greeting, "two", Ct);

        Assert.Equal("twoout", (await OutputAsync(connection)).StandardOutput);
        Assert.Equal("out", (await OutputAsync(connection)).StandardOutput);
    }

    [Fact]
    public async Task QuietShell_RunsTheCommandLineUnchanged()
    {
        await using var sshd = await SshdProcess.StartAsync();
        var log = Path.Combine(sshd.Folder, "commands");
        await ForceAsync(sshd, $"echo \"$SSH_ORIGINAL_COMMAND\" >> {log}");
        await using var connection = sshd.Connect();
        await OutputAsync(connection);

        Assert.Equal(["exec true", "printf out"], await File.ReadAllLinesAsync(log, Ct));
    }

    private static Task<CommandResult> OutputAsync(SshNodeConnection connection) =>
        connection.RunAsync("printf out", Timeout, Ct);

    private static async Task<SshdProcess> GreetingAsync(string greeting)
    {
        var sshd = await SshdProcess.StartAsync();
        await ForceAsync(sshd, greeting);
        return sshd;
    }

    private static async Task ForceAsync(SshdProcess sshd, string first)
    {
        var script = Path.Combine(sshd.Folder, "login");
        await File.WriteAllTextAsync(script, $"{first}\nexec /bin/sh -c \"$SSH_ORIGINAL_COMMAND\"\n", Ct);
        var key = await File.ReadAllTextAsync($"{sshd.UserKey}.pub", Ct);
        await File.WriteAllTextAsync(sshd.AuthorizedKeys, $"command=\"/bin/sh {script}\" {key}", Ct);
    }
}
