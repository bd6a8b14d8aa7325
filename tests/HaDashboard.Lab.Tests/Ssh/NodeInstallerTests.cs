using System.Diagnostics;
using HaDashboard.Lab.Tests.Fixtures;
using Xunit;

namespace HaDashboard.Lab.Tests.Ssh;

/// <summary>Tests what deploy/node/install.sh prints with --dry-run. The tests never run its steps.</summary>
public sealed class NodeInstallerTests : IDisposable
{
    private const string Key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIMGPSgk3Pi/Q02o0NdlUGeqEP4RuFJD4p4nNuKMXRVLB poll";
    private readonly string _folder = TestProcess.NewFolder("install");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("master", "permitopen=\"127.0.0.1:2381\"", true)]
    [InlineData("worker", "permitopen=\"127.0.0.1:5443\"", true)]
    [InlineData("worker", "permitopen=\"127.0.0.1:2381\"", false)]
    public async Task PollKey_IsRestrictedToGateAndPorts(string role, string part, bool isThere)
    {
        var (exit, output) = await InstallAsync(Key, "--role", role, "--group", "root");

        Assert.Equal(0, exit);
        var line = output.Split('\n').Single(line => line.Contains("ssh-ed25519", StringComparison.Ordinal)).Trim();
        Assert.StartsWith("restrict,port-forwarding,permitopen=", line, StringComparison.Ordinal);
        Assert.EndsWith(
            $"command=\"/usr/local/lib/hadashboard/hadashboard-gate poll\" {Key}",
            line,
            StringComparison.Ordinal
        );
        Assert.Equal(isThere, line.Contains(part, StringComparison.Ordinal));
        Assert.DoesNotContain("sudoers", output, StringComparison.Ordinal); // Without an action key there is nothing to allow.
        Assert.All(output.Split('\n', StringSplitOptions.RemoveEmptyEntries), line =>
            Assert.True(
                line.StartsWith("would ", StringComparison.Ordinal)
                    || line.StartsWith("    ", StringComparison.Ordinal),
                line
            )
        );
    }

    [Fact]
    public async Task PollKey_ReachesIPv6LoopbackAndFurtherAddresses()
    {
        var (exit, output) = await InstallAsync(
            Key,
            "--role",
            "worker",
            "--group",
            "root",
            "--permit-open",
            "10.0.42.10:6443",
            "--permit-open",
            "[fd00::a]:6443"
        );

        Assert.Equal(0, exit);
        Assert.Contains(
            "permitopen=\"127.0.0.1:5443\",permitopen=\"[::1]:5443\",permitopen=\"10.0.42.10:6443\",permitopen=\"[fd00::a]:6443\",command=",
            output,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("command=\"id\" " + Key, "is not a public key")]
    [InlineData(Key + "\n" + Key, "exactly one public key")]
    [InlineData("", "exactly one public key")]
    [InlineData("-----BEGIN OPENSSH PRIVATE KEY-----", "is not a public key")]
    public async Task KeyFileWithoutExactlyOnePublicKey_IsRefused(string key, string why)
    {
        var (exit, output) = await InstallAsync(key, "--role", "worker", "--group", "root");

        Assert.Equal(2, exit);
        Assert.Contains(why, output, StringComparison.Ordinal);
        Assert.DoesNotContain("would", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--socket", "/run/x.sock;id")]
    [InlineData("--config", "/etc/haproxy/$(id)")]
    [InlineData("--user", "ha dashboard")]
    [InlineData("--role", "manager")]
    [InlineData("--permit-open", "*:6443")]
    [InlineData("--permit-open", "10.0.42.10:*")]
    [InlineData("--permit-open", "10.0.42.10")]
    [InlineData("--permit-open", "h:1\",command=\"id")]
    [InlineData("--colour", "red")]
    public async Task InvalidOptionValue_IsRefused(string option, string value)
    {
        var (exit, output) = await InstallAsync(Key, "--role", "worker", "--group", "root", option, value);

        Assert.Equal(2, exit);
        Assert.DoesNotContain("would", output, StringComparison.Ordinal);
    }

    private async Task<(int Exit, string Output)> InstallAsync(string key, params string[] arguments)
    {
        Assert.SkipWhen(TestProcess.Missing("/usr/bin/socat") is not null, TestProcess.Missing("/usr/bin/socat") ?? "");
        var file = Path.Combine(_folder, "poll.pub");
        await File.WriteAllTextAsync(file, key + "\n", Ct);
        var script = Path.Combine(Repository.Root, "deploy", "node", "install.sh");
        using var install = Process.Start(
            new ProcessStartInfo("/bin/sh", [script, "--dry-run", "--poll-key", file, .. arguments])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        var output = install.StandardOutput.ReadToEndAsync(Ct);
        var errors = install.StandardError.ReadToEndAsync(Ct);
        await install.WaitForExitAsync(Ct).WaitAsync(TimeSpan.FromSeconds(30), Ct);
        return (install.ExitCode, await output + await errors);
    }
}
