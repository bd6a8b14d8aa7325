using System.Net;
using System.Text;
using HaDashboard.Adapters.ControlPlane;
using HaDashboard.Adapters.Kubernetes.Api;
using HaDashboard.Adapters.Kubernetes.Leases;
using HaDashboard.Adapters.Kubernetes.Mapping;
using HaDashboard.Adapters.Ssh.Connections;
using HaDashboard.Adapters.Tests.Kubernetes;
using HaDashboard.Core.Facts.Inventory;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Facts.Text;
using HaDashboard.Tests;
using k8s;
using k8s.Models;
using Xunit;

namespace HaDashboard.Adapters.Tests.ControlPlane;

/// <summary>Kubernetes 1.13 to 1.34 through the readers: health, version, requests, leader locks and nodes.</summary>
public sealed class KubernetesVersionTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public static TheoryData<string> Versions { get; } = ["1.13.12", "1.14.10", "1.16.15", "1.20.2", "1.34.1"];

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task ApiServer_IsLiveAndReady(string version)
    {
        await using var server = ServerOf(version);
        await using var prober = new ApiServerProber(Tools(server));
        var probe = await prober.ReadAsync(Cancelled);

        Assert.Equal((true, true, $"v{version}"), (probe.Live.Ok, probe.Ready.Ok, probe.Version));
        Assert.Empty(probe.Live.FailedChecks);
        Assert.False(probe.IsFailing);
        Assert.NotNull(probe.RoundTrip);
    }

    [Theory]
    [InlineData("1.13.12-etcd-down", "etcd")]
    [InlineData("1.20.2-etcd-down", "etcd")]
    [InlineData("1.34.1-etcd-down", "etcd,etcd-readiness")]
    public async Task ApiServer_WithoutEtcd_NamesTheFailedChecks(string name, string checks)
    {
        await using var server = ServerOf(name);
        await using var prober = new ApiServerProber(Tools(server));
        var probe = await prober.ReadAsync(Cancelled);

        Assert.Equal((false, false, 500), (probe.Live.Ok, probe.Ready.Ok, probe.Ready.Status));
        Assert.Equal(checks, string.Join(',', probe.Ready.FailedChecks));
        Assert.True(probe.IsFailing);
    }

    // An apiserver before 1.16 refuses the anonymous request for a path that it does not have, before it looks for it.
    [Fact]
    public async Task ApiServer_ThatShowsOnlyHealthzToAnonymous_IsLiveAndReady()
    {
        await using var server = ServerOf("1.13.12-anonymous");
        await using var prober = new ApiServerProber(Tools(server));
        var probe = await prober.ReadAsync(Cancelled);

        Assert.Equal((true, true, 200), (probe.Live.Ok, probe.Ready.Ok, probe.Ready.Status));
    }

    [Fact]
    public async Task Server_WithoutAnyHealthPath_IsNoApiServer()
    {
        await using var server = new AnswerServer(_ => (404, "404 page not found\n"));
        await using var prober = new ApiServerProber(Tools(server));
        var failure = await Assert.ThrowsAsync<SourceFailureException>(() => prober.ReadAsync(Cancelled));

        Assert.Equal(FailureKind.Malformed, failure.Kind);
        Assert.Contains("is no apiserver", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ApiServer_WithLivez_IsNotAskedForHealthz()
    {
        await using var server = ServerOf("1.34.1-etcd-down");
        await using var prober = new ApiServerProber(Tools(server));
        await prober.ReadAsync(Cancelled);

        Assert.DoesNotContain(server.Paths, path => path.StartsWith("/healthz", StringComparison.Ordinal));
    }

    [Fact]
    public async Task ApiServer_WhoseHealthzHangs_IsNotLive()
    {
        var file = AnswerFile.Read("kubernetes/answers/1.13.12");
        await using var server = new AnswerServer(path => path == "/healthz?verbose" ? null : file.Of(path));
        await using var prober = new ApiServerProber(Tools(server, TimeSpan.FromSeconds(0.5)));
        var probe = await prober.ReadAsync(Cancelled);

        Assert.Equal((false, false), (probe.Live.Ok, probe.Ready.Ok));
    }

    [Theory]
    [InlineData("1.13.12", true)]
    [InlineData("1.13.12-anonymous", true)]
    [InlineData("1.13.12-etcd-down", false)]
    [InlineData("1.16.15", true)]
    [InlineData("1.34.1", true)]
    [InlineData("1.34.1-etcd-down", false)]
    public async Task LocalEndpoint_AnswersOfEachVersion(string name, bool healthy)
    {
        await using var server = ServerOf(name);
        await using var prober = EndpointProber.Local(Tools(server));
        var probe = await prober.ReadAsync(Cancelled);

        Assert.Equal(healthy ? probe.Attempts.Length : 0, probe.Succeeded);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public void Requests_AreCountedOnce(string version)
    {
        var metrics = Encoding.UTF8.GetBytes(File(version).Of("/metrics").Body);
        Assert.Equal((903, 3), ApiServerRequestsProber.Count(metrics, Message.Verbatim("there")));
    }

    [Theory]
    [InlineData("1.13.12", "endpoints")]
    [InlineData("1.14.10", "endpoints")]
    [InlineData("1.16.15", "endpoints")]
    [InlineData("1.20.2", "leases")]
    [InlineData("1.34.1", "leases")]
    public async Task Leaders_AreReadFromTheirLocks(string version, string kind)
    {
        var file = File(version);
        var route = new ApiRoute(
            new Connector(() => new ApiConnection(new Canned(file), new Uri("http://127.0.0.1:1"), null))
        );
        var reader = new LeaseReader("kube-system", route, TimeSpan.FromSeconds(20), TimeProvider.System);
        var leases = await reader.ReadAsync(Cancelled);

        Assert.Equal(["kube-controller-manager", "kube-scheduler"], leases.Select(lease => lease.Name));
        Assert.All(leases, lease =>
            Assert.Equal(("k8smaster2", 3, kind), (lease.HolderHost, lease.Transitions, lease.Lock))
        );
    }

    [Theory]
    [InlineData("1.13.12", "master")]
    [InlineData("1.14.10", "master")]
    [InlineData("1.16.15", "master")]
    [InlineData("1.20.2", "control-plane,master")]
    [InlineData("1.34.1", "control-plane")]
    public void Node_IsAMasterByTheLabelOfItsVersion(string version, string roles)
    {
        var json = File(version).Of("/api/v1/nodes/k8smaster1").Body;
        var node = NodeMapper.Map(KubernetesJson.Deserialize<V1Node>(json))!;

        Assert.Equal((true, roles, true), (node.IsMaster, string.Join(',', node.Roles), node.Ready));
        Assert.Equal(($"v{version}", "10.0.42.1"), (node.KubeletVersion, node.InternalIp));
        Assert.Single(node.Taints);
    }

    private static AnswerFile File(string name) => AnswerFile.Read($"kubernetes/answers/{name}");

    private static AnswerServer ServerOf(string name) => new(File(name));

    private static ProbeTools Tools(AnswerServer server, TimeSpan? timeout = null)
    {
        var node = new InventoryNode(NodeName.Parse("k8smaster1"), NodeRole.Master, "10.0.42.1")
        {
            Components = ComponentUrls.None with { ApiServer = server.Address },
        };
        return new ProbeTools(
            node,
            new LocalNodeConnection(node.Name, TimeSpan.FromSeconds(5), TimeProvider.System),
            new ControlPlaneOptions
            {
                Nodes = [node],
                Schedule = new ProbeSchedule { Timeout = timeout ?? TimeSpan.FromSeconds(20) },
            },
            new NoTrust(),
            TimeProvider.System,
            new FixedFeed(
                ClusterSnapshot.For(
                    ClusterInventory.Empty with
                    {
                        Nodes = [node],
                        Endpoints = EndpointSettings.Default with
                        {
                            LocalChoice = EndpointChoice.Fixed,
                            Local = server.Address,
                        },
                    }
                )
            )
        );
    }

    private sealed class Canned(AnswerFile file) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request,
            CancellationToken cancellationToken
        )
        {
            var (status, body) = file.Of(request.RequestUri!.PathAndQuery);
            return Task.FromResult(
                new HttpResponseMessage((HttpStatusCode)status)
                {
                    Content = new StringContent(body, Encoding.UTF8, "application/json"),
                }
            );
        }
    }
}
