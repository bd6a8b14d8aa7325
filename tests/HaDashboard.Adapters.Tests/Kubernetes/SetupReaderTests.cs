using System.Text.Json.Nodes;
using HaDashboard.Adapters.Kubernetes.Api;
using HaDashboard.Adapters.Kubernetes.Configuration;
using HaDashboard.Adapters.Sources;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Observations;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Simulation.Kubernetes;
using HaDashboard.Tests;
using Xunit;

namespace HaDashboard.Adapters.Tests.Kubernetes;

/// <summary>The two ConfigMaps of kubeadm, as kubeadm writes them and with other content.</summary>
public sealed class SetupReaderTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task BothConfigMaps_AreReadByName()
    {
        await using var api = await StartAsync();
        api.Objects.Set(KubeadmObjects.ClusterConfiguration("127.0.0.1:5443", "v1.20.2"));
        api.Objects.Set(KubeadmObjects.KubeProxy("https://10.0.42.1:6443"));

        var (kubeadm, proxy) = await ReadAsync(api);

        var config = Assert.IsType<SourceObserved<KubeadmConfig>>(kubeadm).Value;
        Assert.Equal("127.0.0.1:5443", config.ControlPlaneEndpoint);
        Assert.Equal(["127.0.0.1"], config.CertSans);
        Assert.False(config.EtcdIsExternal);
        Assert.Empty(config.EtcdEndpoints);
        Assert.Null(config.ApiServerBindPort);
        Assert.Equal("https://10.0.42.1:6443", Assert.IsType<SourceObserved<KubeProxyConfig>>(proxy).Value.Server);
        Assert.All(api.RequestLog.Where(path => path.Contains("configmaps", StringComparison.Ordinal)), path =>
            Assert.True(
                path.EndsWith("/kubeadm-config", StringComparison.Ordinal)
                    || path.EndsWith("/kube-proxy", StringComparison.Ordinal),
                path
            )
        );
    }

    [Fact]
    public async Task MissingConfigMaps_AreNotFound()
    {
        await using var api = await StartAsync();

        var (kubeadm, proxy) = await ReadAsync(api);

        Assert.Equal(
            (FailureKind.NotFound, FailureKind.NotFound),
            (Assert.IsType<SourceFailed>(kubeadm).Failure.Kind, Assert.IsType<SourceFailed>(proxy).Failure.Kind)
        );
    }

    [Fact]
    public async Task Forbidden_NamesThePermission()
    {
        await using var api = await StartAsync();
        api.Fault = KubernetesFault.Forbidden;

        var failure = Assert.IsType<SourceFailed>((await ReadAsync(api)).Kubeadm).Failure;

        Assert.Equal(FailureKind.Forbidden, failure.Kind);
        Assert.Contains(
            "grant get on configmap kubeadm-config in kube-system",
            failure.Message,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("v1beta1", "extraArgs:\n    secure-port: '7443'")]
    [InlineData("v1beta2", "extraArgs: {secure-port: \"7443\", etcd-servers: x}")]
    [InlineData("v1beta3", "extraArgs:\n    secure-port: 7443")]
    [InlineData("v1beta4", "extraArgs: [{name: port, value: '1'}, {name: secure-port, value: '7443'}]")]
    [InlineData(
        "v1beta4",
        "extraArgs:\n  - value: '1'\n    name: secure-port\n  - name: secure-port\n    value: '7443'"
    )]
    public async Task ExternalEtcdAndApiServerPort_AreRead(string version, string extraArgs)
    {
        var config = await KubeadmAsync(
            $"""
            apiVersion: kubeadm.k8s.io/{version}
            kind: ClusterConfiguration
            apiServer:
              certSANs: ["127.0.0.1"]
              {extraArgs}
            etcd:
              external:
                endpoints: ["https://etcd1.example:2379", "https://[2001:db8::2]:2379"]
                caFile: /etc/kubernetes/pki/etcd-ca.crt
            """
        );

        Assert.True(config.EtcdIsExternal);
        Assert.Equal(["https://etcd1.example:2379", "https://[2001:db8::2]:2379"], config.EtcdEndpoints);
        Assert.Equal(7443, config.ApiServerBindPort);
    }

    [Theory]
    [InlineData("extraArgs: {secure-port: many}")]
    [InlineData("extraArgs: {secure-port: '0'}")]
    [InlineData("extraArgs: {secure-port: '70000'}")]
    [InlineData("extraArgs: [{name: secure-port}]")]
    [InlineData("extraArgs: []")]
    public async Task ApiServerPort_ThatIsNoPort_IsNotKnown(string extraArgs) =>
        Assert.Null((await KubeadmAsync($"apiServer:\n  {extraArgs}\n")).ApiServerBindPort);

    [Theory]
    [InlineData("{{{{")]
    [InlineData("a: &x [*x, *x]\nb: \"")]
    [InlineData("- [\n")]
    public async Task InvalidYaml_IsAFailure(string text)
    {
        await using var api = await StartAsync();
        var map = KubeadmObjects.ClusterConfiguration("x", "v1.20.2");
        map["data"] = new JsonObject { ["ClusterConfiguration"] = text };
        api.Objects.Set(map);

        Assert.Equal(FailureKind.Malformed, Assert.IsType<SourceFailed>((await ReadAsync(api)).Kubeadm).Failure.Kind);
    }

    [Fact]
    public void Yaml_DepthAndSizeAreLimited_AndAnAliasIsNotFollowed()
    {
        Assert.Throws<MalformedTextException>(() => YamlScalars.Of(new string('[', 10_000)));
        Assert.Throws<MalformedTextException>(() => YamlScalars.Of(new string(' ', 300_000)));
        var scalars = YamlScalars.Of("a: &big [1, 2]\nb: *big\nc: !!python/object:os.system x\nd:\n- e: f\n  g: h\n");

        Assert.Equal(["a/0", "a/1", "c", "d/0/e", "d/0/g"], scalars.Keys.Order(StringComparer.Ordinal));
        Assert.Equal("h", scalars["d/0/g"]);
    }

    private static async Task<KubeadmConfig> KubeadmAsync(string yaml)
    {
        await using var api = await StartAsync();
        var map = KubeadmObjects.ClusterConfiguration("x", "v1.20.2");
        map["data"] = new JsonObject { ["ClusterConfiguration"] = yaml };
        api.Objects.Set(map);
        return Assert.IsType<SourceObserved<KubeadmConfig>>((await ReadAsync(api)).Kubeadm).Value;
    }

    private static Task<SimulatedKubernetesApi> StartAsync() =>
        SimulatedKubernetesApi.StartAsync(new SimulatedKubernetesOptions(), TimeProvider.System, Ct);

    private static async Task<(Observation Kubeadm, Observation Proxy)> ReadAsync(SimulatedKubernetesApi api)
    {
        using var requests = new SocketsHttpHandler();
        using var route = new ApiRoute(new Connector(() => new ApiConnection(requests, api.Uri, null)));
        var patience = TimeSpan.FromSeconds(30);
        var kubeadm = new KubeadmConfigReader("kube-system", route, patience, TimeProvider.System);
        var proxy = new KubeProxyConfigReader("kube-system", route, patience, TimeProvider.System);
        return (await OnceAsync(kubeadm), await OnceAsync(proxy));
    }

    /// <summary>The first observation of a loop with this reader.</summary>
    private static async Task<Observation> OnceAsync(SourceReader reader)
    {
        var sink = new RecordingSink();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var loop = new SourceLoop(
            reader,
            new SourceTiming(TimeSpan.FromMinutes(5)),
            sink,
            TimeProvider.System,
            new CollectingLogger()
        ).RunAsync(stop.Token);
        var observed = await sink.FirstAsync<Observation>(Ct);
        await stop.CancelAsync();
        await loop;
        return observed;
    }
}
