using HaDashboard.Adapters.Kubernetes;
using HaDashboard.Adapters.Kubernetes.Api;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Simulation.Kubernetes;
using Xunit;

namespace HaDashboard.Adapters.Tests.Kubernetes;

public sealed class ApiConnectorTests : IDisposable
{
    private const string Good = """
        apiVersion: v1
        kind: Config
        clusters: [ { name: lab, cluster: { server: "https://10.0.0.1:6443" } } ]
        users: [ { name: me, user: { token: abc } } ]
        contexts: [ { name: me@lab, context: { cluster: lab, user: me } } ]
        current-context: me@lab
        """;

    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void NothingConfigured_IsReported() => Refused(new KubernetesOptions(), "No Kubernetes API is configured");

    [Fact]
    public void MissingKubeConfig_IsNamed() =>
        Refused(
            new KubernetesOptions { KubeConfig = "/no/such/file" },
            "The kubeconfig /no/such/file can't be used: it does not exist."
        );

    [Theory]
    [InlineData("{ this is: [ no yaml")]
    [InlineData("")]
    [InlineData("apiVersion: v1\nkind: Config\n")]
    public void UnusableKubeConfig_IsNamed(string text)
    {
        File.WriteAllText(_file, text);

        Refused(new KubernetesOptions { KubeConfig = _file }, $"The kubeconfig {_file} can't be used: ");
    }

    [Fact]
    public void UnknownContext_IsNamed_WithTheFile()
    {
        File.WriteAllText(_file, Good);

        Refused(
            new KubernetesOptions { KubeConfig = _file, Context = "prod" },
            $"The kubeconfig {_file}, context prod, can't be used: "
        );
    }

    [Fact]
    public void InvalidCertificate_IsReportedForTheFile()
    {
        File.WriteAllText(
            _file,
            Good.Replace("token: abc", "client-certificate-data: eA==, client-key-data: eA==", StringComparison.Ordinal)
        );

        Refused(new KubernetesOptions { KubeConfig = _file }, $"The kubeconfig {_file} can't be used: ");
    }

    [Fact]
    public void VerificationTurnedOff_Throws()
    {
        File.WriteAllText(
            _file,
            Good.Replace("6443\"", "6443\", insecure-skip-tls-verify: true", StringComparison.Ordinal)
        );

        Refused(new KubernetesOptions { KubeConfig = _file }, "turns off the check of the server's certificate");
    }

    [Fact]
    public void InCluster_OutsideACluster_IsReported() =>
        Refused(new KubernetesOptions { InCluster = true }, "The pod's service account can't be used: ");

    [Theory]
    [InlineData("10.0.0.1:6443")]
    [InlineData("ftp://10.0.0.1")]
    public void InvalidServerAddress_Throws(string server) =>
        Refused(new KubernetesOptions { Server = server }, "is not an http or https address");

    [Fact]
    public void ValidKubeConfig_Connects_AndNamesTheEndpoint()
    {
        File.WriteAllText(_file, Good);

        using var api = new ApiConnector(new KubernetesOptions { KubeConfig = _file }, TimeProvider.System).Connect();

        Assert.Equal("https://10.0.0.1:6443", api.Endpoint);
    }

    [Theory]
    [InlineData("right", true)]
    [InlineData("wrong", false)]
    public async Task Token_IsSent(string token, bool good)
    {
        var cancelled = TestContext.Current.CancellationToken;
        await using var server = await SimulatedKubernetesApi.StartAsync(
            new SimulatedKubernetesOptions { BearerToken = "right" },
            TimeProvider.System,
            cancelled
        );
        var options = new KubernetesOptions { Server = server.Uri.ToString(), Token = token };

        var results = await new KubernetesCheck(
            options,
            new ApiConnector(options, TimeProvider.System),
            TimeSpan.FromSeconds(5),
            TimeProvider.System
        ).RunAsync(cancelled);

        Assert.Equal([true, good, good, good, good, good, good, good], results.Select(result => result.Ok));
    }

    private static void Refused(KubernetesOptions options, string words)
    {
        var failure = Assert.Throws<SourceFailureException>(() =>
            new ApiConnector(options, TimeProvider.System).Connect().Dispose()
        );
        Assert.Equal(FailureKind.LocalFile, failure.Kind);
        Assert.Contains(words, failure.Message, StringComparison.Ordinal);
    }
}
