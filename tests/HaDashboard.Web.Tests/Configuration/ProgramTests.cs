using HaDashboard.Checking;
using HaDashboard.Configuration;
using HaDashboard.Web.Tests.Hosting;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace HaDashboard.Web.Tests.Configuration;

/// <summary>The program from its command line to its exit code.</summary>
public sealed class ProgramTests(ClusterFixture fixture)
{
    [Theory]
    [InlineData(0, "--help")]
    [InlineData(2, "nonsense")]
    [InlineData(2, "--HaDashboard:Colour=red")]
    [InlineData(2, "--check", "--HaDashboard:Polling:Interval=5")]
    [InlineData(2, "--HaDashboard:Audit:File=/proc/no/audit.jsonl")]
    [InlineData(2, "--demo", "--urls=http://0.0.0.0:5080")]
    [InlineData(2, "--demo", "enroll")]
    public void Main_ExitsWith(int expected, params string[] args) =>
        Assert.Equal(expected, typeof(Program).Assembly.EntryPoint!.Invoke(null, [args]));

    [Fact]
    public async Task Check_OfACheckableCluster_IsGood()
    {
        var (exit, table) = await CheckAsync();

        Assert.Equal(0, exit);
        Assert.Contains("k8smaster1 socket", table, StringComparison.Ordinal);
        Assert.Contains("level admin", table, StringComparison.Ordinal);
        Assert.Contains("configured, not run: ", table, StringComparison.Ordinal);
        Assert.Contains("list nodes", table, StringComparison.Ordinal);
        Assert.DoesNotContain("FAILED", table, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_OfOneBadNode_TellsWhatToDo_AndTriesTheOthers()
    {
        var (exit, table) = await CheckAsync(("HaDashboard:Nodes:0:HaProxy:Socket", "/run/no/such.sock"));

        Assert.Equal(1, exit);
        var lines = table.Split('\n');
        Assert.Contains(lines, line =>
            line.StartsWith("k8smaster1 socket", StringComparison.Ordinal)
            && line.Contains("FAILED", StringComparison.Ordinal)
            && line.Contains("'stats socket'", StringComparison.Ordinal)
        );
        Assert.Single(lines, line => line.Contains("FAILED", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Check_SettingsWithoutEffect_AreNotes_AndTheResultStaysGood()
    {
        var (exit, table) = await CheckAsync(
            ("HaDashboard:History:ConnectionString", "Data Source=/srv/secret.db"),
            ("HaDashboard:HaProxy:ApiFrontend", "api-front")
        );

        Assert.Equal(0, exit);
        Assert.Contains(
            "HaDashboard:History is configured but not available yet; it has no effect.",
            table,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "HaDashboard:HaProxy:ApiFrontend is configured but not available yet; it has no effect.",
            table,
            StringComparison.Ordinal
        );
        Assert.DoesNotContain("HaDashboard:Alerts", table, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", table, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_OfNothing_IsNotGood()
    {
        using var output = new StringWriter();

        Assert.Equal(1, await CheckVerb.RunAsync(Read([]), output, TestContext.Current.CancellationToken));
        Assert.Contains("none is configured", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Enroll_OfANodeThatShowsNoKey_SaysWhich_AndIsNotGood()
    {
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        var port = ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop(); // nobody listens there any more
        var problems = new SettingsProblems();
        var key = typeof(ProgramTests).Assembly.Location; // any file that can be read
        var settings = DashboardSettings.Read(
            new ConfigurationBuilder()
                .AddInMemoryCollection(
                    new Dictionary<string, string?>
                    {
                        ["HaDashboard:Nodes:0:Name"] = "k8smaster1",
                        ["HaDashboard:Nodes:0:Address"] = "127.0.0.1",
                        ["HaDashboard:Nodes:0:Role"] = "Master",
                        ["HaDashboard:Ssh:Port"] = $"{port}",
                        ["HaDashboard:Ssh:PrivateKeyFile"] = key,
                        ["HaDashboard:Ssh:KnownHostsFile"] = "/nonexistent/known_hosts",
                    }
                )
                .Build(),
            problems,
            withoutKnownHosts: true
        );
        Assert.Empty(problems.Lines);
        using var output = new StringWriter();

        Assert.Equal(1, await EnrollVerb.RunAsync(settings, new StringReader("yes"), output));
        Assert.Contains($"k8smaster1: FAILED: 127.0.0.1:{port}", output.ToString(), StringComparison.Ordinal);
    }

    private static DashboardSettings Read(IEnumerable<KeyValuePair<string, string?>> values)
    {
        var problems = new SettingsProblems();
        var settings = DashboardSettings.Read(
            new ConfigurationBuilder().AddInMemoryCollection(values).Build(),
            problems
        );
        Assert.Empty(problems.Lines);
        return settings;
    }

    private async Task<(int Exit, string Table)> CheckAsync(params (string Key, string Value)[] changes)
    {
        var values = fixture.NodeSettings().ToDictionary(pair => pair.Key, pair => (string?)pair.Value);
        foreach (var (key, value) in changes)
        {
            values[key] = value;
        }

        var settings = Read(values);
        using var output = new StringWriter();
        var exit = await CheckVerb.RunAsync(
            settings with
            {
                Kubernetes = settings.Kubernetes with { Server = fixture.Cluster.KubernetesUri },
            },
            output,
            TestContext.Current.CancellationToken
        );
        return (exit, output.ToString());
    }
}
