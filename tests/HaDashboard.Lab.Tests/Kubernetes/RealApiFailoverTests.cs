using HaDashboard.Adapters.Kubernetes.Api;
using HaDashboard.Adapters.Ssh.Settings;
using HaDashboard.Core.Facts.Inventory;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Observations;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Lab.Tests.Fixtures;
using Xunit;

namespace HaDashboard.Lab.Tests.Kubernetes;

/// <summary>
/// Tests failover to a real apiserver through a real sshd, with the account and CA of the kubeconfig, when its server is unreachable.
/// </summary>
[Collection(OneApiServer.Name)]
public sealed class RealApiFailoverTests
{
    private readonly ApiServerProcess _api;

    public RealApiFailoverTests(ApiServerProcess api)
    {
        Assert.SkipWhen(ApiServerProcess.Missing is not null, ApiServerProcess.Missing ?? "");
        _api = api;
    }

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task KubeconfigServerUnreachable_UsesMaster_AndReturnsWhenReachable()
    {
        await _api.AdminAsync(HttpMethod.Post, "/api/v1/nodes", """{"metadata":{"name":"passing1"}}""", Cancelled);
        await using var relay = new TcpRelay(new Uri(_api.Server).Port);
        await using var sshd = await SshdProcess.StartAsync();
        var configured = $"https://127.0.0.1:{relay.Port}";
        await using var watching = await Watching.StartAsync(
            new KubernetesOptions
            {
                KubeConfig = _api.KubeConfig(ApiServerProcess.ViewerToken, server: configured),
                ThroughNodes = true,
                Masters =
                [
                    new InventoryNode(NodeName.Parse("master1"), NodeRole.Master, "127.0.0.1")
                    {
                        Components = ComponentUrls.None with
                        {
                            ApiServer = new Uri($"https://127.0.0.1:{new Uri(_api.Server).Port}"),
                        },
                    },
                ],
            },
            [
                new NodeOptions(
                    NodeName.Parse("master1"),
                    NodeTransport.Ssh,
                    "127.0.0.1",
                    sshd.Options,
                    TimeSpan.FromSeconds(10)
                ),
            ],
            Cancelled
        );
        await watching.Sink.UntilAsync(
            s => AllFresh(s) && s.Kubernetes.Nodes.Value!.ContainsKey("passing1"),
            Cancelled
        );
        Assert.Equal(configured, AddressOf(watching));

        relay.Stop();
        await watching.Sink.UntilAsync(s => s.Kubernetes.Nodes.Failure is not null, Cancelled);
        await _api.AdminAsync(HttpMethod.Delete, "/api/v1/nodes/passing1", null, Cancelled);
        var through = await watching.Sink.UntilAsync(
            s => AllFresh(s) && AddressOf(watching) != configured && !s.Kubernetes.Nodes.Value!.ContainsKey("passing1"),
            Cancelled
        );
        Assert.Equal($"https://127.0.0.1:{new Uri(_api.Server).Port} through master1", AddressOf(watching));
        Assert.Null(through.Kubernetes.Api.Failure);

        relay.Resume();
        await watching.Sink.UntilAsync(s => AllFresh(s) && AddressOf(watching) == configured, Cancelled);
    }

    private static string? AddressOf(Watching watching) =>
        watching.Sink.All.OfType<SourceAlive>().LastOrDefault(o => o.Source == SourceId.KubernetesApi)?.Endpoint;

    private static bool AllFresh(ClusterSnapshot s) =>
        s.Kubernetes is { Api.IsFresh: true, Nodes.IsFresh: true, Pods.IsFresh: true };
}
