using System.Net;
using System.Net.Sockets;
using HaDashboard.Checking;
using HaDashboard.Configuration;
using HaDashboard.Core.Diagnosis.Setup;
using HaDashboard.Core.Facts.Inventory;
using HaDashboard.Core.Tests.Setup;
using HaDashboard.Starting;
using HaDashboard.Web.Tests.Hosting;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace HaDashboard.Web.Tests.Configuration;

/// <summary><c>HaDashboard init</c>: its command line, its questions and the file that it writes.</summary>
public sealed class InitTests(ClusterFixture fixture) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("hadashboard-init-").FullName;

    [Theory]
    [InlineData("init --ssh-user ops", "init needs --kubeconfig FILE")]
    [InlineData("init --kubeconfig a", "init needs --ssh-user USER")]
    [InlineData("init --kubeconfig a --ssh-user ops --kubconfig b", "init has no option '--kubconfig'")]
    [InlineData(
        "init --kubeconfig a --ssh-user ops --HaDashboard:ClusterName=b",
        "init has no option '--HaDashboard:ClusterName'"
    )]
    [InlineData("init --kubeconfig --ssh-user ops", "--kubeconfig needs a value")]
    [InlineData("init --ssh-user ops --kubeconfig", "--kubeconfig needs a value")]
    [InlineData("init --kubeconfig a --kubeconfig b --ssh-user ops", "--kubeconfig is given twice")]
    [InlineData("init --kubeconfig a --ssh-user ops --ssh-port 0", "--ssh-port '0' is no port")]
    [InlineData("--demo init", "Unknown argument 'init'")]
    public void ACommandLine_ThatIsWrong_SaysWhat(string line, string mistake) =>
        Assert.StartsWith(mistake, StartArguments.Parse(line.Split(' ')).Mistake, StringComparison.Ordinal);

    [Fact]
    public void ACommandLine_ThatIsRight_IsReadInBothForms()
    {
        var start = StartArguments.Parse([
            "init",
            "--kubeconfig=a",
            "--ssh-user",
            "ops",
            "--ssh-port=2222",
            "--known-hosts",
            "k",
            "--output",
            "o.json",
        ]);

        Assert.Null(start.Mistake);
        Assert.Equal(new InitArguments("a", null, "ops", 2222, null, "k", "o.json"), start.Init);
        Assert.Equal(Verb.Help, StartArguments.Parse(["init", "--help"]).Verb);
    }

    [Fact]
    public async Task MissingFiles_AreReportedTogether_AndNothingIsStarted()
    {
        var (exit, _, errors) = await RunAsync(
            new InitArguments("/no/kubeconfig", null, "no user", 22, "/no/key", "/no/known_hosts", "/no/out.json"),
            ""
        );

        Assert.Equal(2, exit);
        var lines = errors.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(
            ["--kubeconfig", "--ssh-key", "--ssh-user", "--output", "--known-hosts"],
            lines.Select(line => line.Split(": ")[0])
        );
    }

    [Theory]
    [InlineData("")] // the end of the input
    [InlineData("no\n")]
    public async Task AnExistingFile_IsNotReplacedWithoutAYes(string input)
    {
        await File.WriteAllTextAsync(Output, "mine", Ct);

        var (exit, text, _) = await RunAsync(Arguments(), input);

        Assert.Equal(1, exit);
        Assert.Contains("not replaced", text, StringComparison.Ordinal);
        Assert.Equal("mine", await File.ReadAllTextAsync(Output, Ct));
    }

    [Fact]
    public async Task AnApiThatDoesNotRespond_IsNamed_AndNothingIsWritten()
    {
        var (exit, _, errors) = await RunAsync(Arguments(server: $"http://127.0.0.1:{ClosedPort()}"), "");

        Assert.Equal(1, exit);
        Assert.Contains("The Kubernetes API lists no node, so nothing was written.", errors, StringComparison.Ordinal);
        Assert.False(File.Exists(Output));
    }

    // The simulated nodes have no SSH server, as nodes behind a firewall.
    [Fact]
    public async Task NodesThatSshDoesNotReach_AreWrittenWithTheReason_AndTheCheckFails()
    {
        var (exit, text, errors) = await RunAsync(Arguments(), "");

        Assert.Equal("", errors);
        Assert.Equal(1, exit);
        Assert.Contains("Kubernetes: ", text, StringComparison.Ordinal);
        Assert.Contains("k8smaster1 connection", text, StringComparison.Ordinal); // the table of --check
        var settings = Read(Output);
        Assert.Equal(
            fixture.Cluster.Nodes.Select(node => node.Name).Order(StringComparer.Ordinal),
            settings.Nodes.Select(node => node.Name.Value).Order(StringComparer.Ordinal)
        );
        Assert.Contains(
            "// not found: k8smaster1 could not be read.",
            await File.ReadAllTextAsync(Output, Ct),
            StringComparison.Ordinal
        );
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Output));
        }
    }

    [Fact]
    public void EveryKeyOfADocument_IsAKeyOfTheProgram()
    {
        var usual = Found.HaProxy(Found.Masters("10.0.42.1:6443"));
        var proposal = ClusterProposal.Of(
            Found.Cluster(
                null,
                [
                    Found.Machine("cp1", "10.0.42.1", NodeRole.Master, usual) with
                    {
                        Addresses = ["10.0.43.1", "fd00::1"],
                    },
                    Found.Machine("w1", "10.0.42.11", NodeRole.Worker),
                    Found.Machine(
                        "w2",
                        "10.0.42.12",
                        NodeRole.Worker,
                        usual with
                        {
                            Socket = "/run/w2.sock",
                            MasterSocket = "/run/m.sock",
                            Files = ["/etc/haproxy/haproxy.cfg", "/etc/haproxy/conf.d"],
                        }
                    ),
                    Found.Machine("lb1", "10.0.42.21", NodeRole.LoadBalancer, usual),
                ],
                server: "https://api.example:6443"
            ) with
            {
                Context = "prod",
                KubeConfig = typeof(InitTests).Assembly.Location, // any file that can be read
                Account = new SetupAccount(
                    "ops",
                    2222,
                    typeof(InitTests).Assembly.Location,
                    typeof(InitTests).Assembly.Location
                ),
            }
        );
        File.WriteAllText(Output, proposal.Document);

        var problems = new SettingsProblems();
        var settings = DashboardSettings.Read(new ConfigurationBuilder().AddJsonFile(Output).Build(), problems);

        Assert.DoesNotContain(problems.Lines, line =>
            !line.StartsWith("HaDashboard:Kubernetes:KubeConfig", StringComparison.Ordinal)
        );
        Assert.Equal(
            [NodeRole.Master, NodeRole.Worker, NodeRole.Worker, NodeRole.LoadBalancer],
            settings.Nodes.Select(node => node.Role)
        );
        Assert.Equal([true, false, true, true], settings.Nodes.Select(node => node.HaProxy.IsEnabled));
        Assert.Equal("/run/w2.sock", settings.Nodes[2].HaProxy.Socket);
        Assert.Equal(
            "sudo -n haproxy -c -f /etc/haproxy/haproxy.cfg -f /etc/haproxy/conf.d",
            settings.Nodes[2].HaProxy.CheckCommand
        );
        Assert.Equal(new Uri("https://api.example:6443"), settings.ControlPlane.Endpoints.Shared);
        Assert.Equal(2222, settings.Nodes[0].Ssh.Port);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private string Output => Path.Combine(_folder, "out.json");

    private InitArguments Arguments(string? server = null)
    {
        var kubeconfig = Path.Combine(_folder, "kubeconfig");
        File.WriteAllText(
            kubeconfig,
            $$"""
            apiVersion: v1
            kind: Config
            current-context: lab
            contexts: [ { name: lab, context: { cluster: lab } } ]
            clusters: [ { name: lab, cluster: { server: "{{server ?? fixture.Cluster.KubernetesUri.ToString()}}" } } ]
            """
        );
        var key = Path.Combine(_folder, "id");
        File.WriteAllText(key, "no key");
        // No SSH server listens on this port.
        return new InitArguments(
            kubeconfig,
            null,
            "ops",
            ClosedPort(),
            key,
            Path.Combine(_folder, "known_hosts"),
            Output
        );
    }

    private static async Task<(int Exit, string Output, string Errors)> RunAsync(InitArguments arguments, string input)
    {
        await using var output = new StringWriter();
        await using var errors = new StringWriter();
        var exit = await new InitVerb(arguments, new StringReader(input), output, errors).RunAsync(Ct);
        return (exit, output.ToString(), errors.ToString());
    }

    private static DashboardSettings Read(string path)
    {
        var problems = new SettingsProblems();
        var settings = DashboardSettings.Read(new ConfigurationBuilder().AddJsonFile(path).Build(), problems);
        Assert.Empty(problems.Lines);
        return settings;
    }

    private static int ClosedPort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
