using HaDashboard.Adapters.Kubernetes;
using HaDashboard.Adapters.Kubernetes.Api;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Observations;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Lab.Tests.Fixtures;
using Xunit;

namespace HaDashboard.Lab.Tests.Kubernetes;

[Collection(OneApiServer.Name)]
public sealed class RealApiTests
{
    private const string Nodes = "/api/v1/nodes";
    private const string Pods = "/api/v1/namespaces/kube-system/pods";

    private readonly ApiServerProcess _api;

    public RealApiTests(ApiServerProcess api)
    {
        Assert.SkipWhen(ApiServerProcess.Missing is not null, ApiServerProcess.Missing ?? "");
        _api = api;
    }

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Node_CreatedUpdatedDeleted_IsObserved()
    {
        await using var watching = await Watching.StartAsync(
            _api.KubeConfig(ApiServerProcess.ViewerToken),
            Cancelled,
            TimeSpan.FromSeconds(30)
        );
        await watching.Sink.UntilAsync(s => s.Kubernetes.Nodes.IsFresh, Cancelled);

        await _api.AdminAsync(
            HttpMethod.Post,
            Nodes,
            """{"metadata":{"name":"seen1","labels":{"node-role.kubernetes.io/master":""}}}""",
            Cancelled
        );
        var created = await watching.Sink.UntilAsync(s => s.Kubernetes.Nodes.Value!.ContainsKey("seen1"), Cancelled);
        await _api.AdminAsync(
            HttpMethod.Patch,
            $"{Nodes}/seen1/status",
            """{"status":{"conditions":[{"type":"Ready","status":"True"}]}}""",
            Cancelled
        );
        await watching.Sink.UntilAsync(s => s.Kubernetes.Nodes.Value!["seen1"].Ready == true, Cancelled);
        await _api.AdminAsync(HttpMethod.Patch, $"{Nodes}/seen1", """{"spec":{"unschedulable":true}}""", Cancelled);
        await watching.Sink.UntilAsync(s => s.Kubernetes.Nodes.Value!["seen1"].Unschedulable, Cancelled);
        await _api.AdminAsync(HttpMethod.Delete, $"{Nodes}/seen1", null, Cancelled);
        await watching.Sink.UntilAsync(s => !s.Kubernetes.Nodes.Value!.ContainsKey("seen1"), Cancelled);

        Assert.True(created.Kubernetes.Nodes.Value!["seen1"].IsMaster);
        Assert.Null(created.Kubernetes.Nodes.Value!["seen1"].Ready);
        Assert.DoesNotContain(watching.Sink.All, o => o is SourceFailed);
    }

    [Fact]
    public async Task Pod_CreatedUpdatedDeleted_IsObserved()
    {
        await using var watching = await Watching.StartAsync(
            _api.KubeConfig(user: "viewer"),
            Cancelled,
            TimeSpan.FromSeconds(30)
        );
        await watching.Sink.UntilAsync(s => s.Kubernetes.Pods.IsFresh, Cancelled);

        await _api.AdminAsync(HttpMethod.Post, Pods, Pod("etcd-master1", "master1"), Cancelled);
        var created = await watching.Sink.UntilAsync(
            s => s.Kubernetes.Pods.Value!.ContainsKey("kube-system/etcd-master1"),
            Cancelled
        );
        await _api.AdminAsync(
            HttpMethod.Patch,
            $"{Pods}/etcd-master1/status",
            """{"status":{"phase":"Running","conditions":[{"type":"Ready","status":"True"}],"containerStatuses":["""
                + """{"name":"etcd","image":"x","imageID":"","ready":true,"restartCount":3,"state":{"running":{}}}]}}""",
            Cancelled
        );
        var running = await watching.Sink.UntilAsync(
            s => s.Kubernetes.Pods.Value!["kube-system/etcd-master1"].IsReady,
            Cancelled
        );
        await _api.AdminAsync(HttpMethod.Delete, $"{Pods}/etcd-master1?gracePeriodSeconds=0", null, Cancelled);
        await watching.Sink.UntilAsync(s => s.Kubernetes.Pods.Value!.IsEmpty, Cancelled);

        Assert.Equal(ControlPlaneComponent.Etcd, created.Kubernetes.Pods.Value!["kube-system/etcd-master1"].Component);
        Assert.Equal(3, running.Kubernetes.Pods.Value!["kube-system/etcd-master1"].Restarts);
    }

    [Fact]
    public async Task InvalidToken_FailureSaysAccountIsUnknown()
    {
        await using var watching = await Watching.StartAsync(
            _api.KubeConfig("no-such-token"),
            Cancelled,
            TimeSpan.FromSeconds(30)
        );

        var failed = await watching.Sink.UntilAsync(
            s => s.Kubernetes is { Api.Failure: not null, Nodes.Failure: not null, Pods.Failure: not null },
            Cancelled
        );

        Assert.Equal(FailureKind.Unauthorized, failed.Kubernetes.Api.Failure!.Kind);
        Assert.Equal(
            $"The API at {_api.Server} does not accept this account (401 on list nodes): Unauthorized. "
                + "Check that the kubeconfig's certificate or token is still valid.",
            failed.Kubernetes.Api.Failure.Message
        );
    }

    [Fact]
    public async Task AccountWithoutRights_FailureNamesMissingRight()
    {
        await using var watching = await Watching.StartAsync(
            _api.KubeConfig(ApiServerProcess.NobodyToken),
            Cancelled,
            TimeSpan.FromSeconds(30)
        );

        var failed = await watching.Sink.UntilAsync(
            s =>
                s.Kubernetes is { Nodes.Failure: not null, Pods.Failure: not null }
                && s.Kubernetes.Pods.Failure.Message.ToString().Contains("pods", StringComparison.Ordinal),
            Cancelled
        );

        Assert.Equal(FailureKind.Forbidden, failed.Kubernetes.Nodes.Failure!.Kind);
        Assert.Equal(
            "The API forbids list of nodes to this account (403): nodes is forbidden: User \"nobody\" cannot "
                + "list resource \"nodes\" in API group \"\" at the cluster scope; grant get, list, watch on nodes.",
            failed.Kubernetes.Nodes.Failure.Message
        );
        Assert.StartsWith(
            "The API forbids list of pods in kube-system to this account (403): ",
            failed.Kubernetes.Pods.Failure!.Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task AccountForNodesOnly_ReadsNodes_AndOnlyPodsFail()
    {
        await using var watching = await Watching.StartAsync(
            _api.KubeConfig(ApiServerProcess.NodesOnlyToken),
            Cancelled,
            TimeSpan.FromSeconds(30)
        );

        var seen = await watching.Sink.UntilAsync(
            s => s.Kubernetes is { Api.IsFresh: true, Nodes.IsFresh: true, Pods.Failure: not null },
            Cancelled
        );

        Assert.Equal(FailureKind.Forbidden, seen.Kubernetes.Pods.Failure!.Kind);
        Assert.Null(seen.Kubernetes.Nodes.Failure);
    }

    [Fact]
    public async Task Check_ReportsAllowedAndForbiddenRequests()
    {
        var good = await CheckAsync(_api.KubeConfig(ApiServerProcess.ViewerToken));
        var partial = await CheckAsync(_api.KubeConfig(ApiServerProcess.NodesOnlyToken));

        Assert.Equal(
            [
                "Kubernetes connection",
                "list nodes",
                "watch nodes",
                "list pods in kube-system",
                "watch pods in kube-system",
                "list events in kube-system",
                "get pods/log in kube-system",
                "get leases in kube-system",
            ],
            good.Select(r => r.What)
        );
        Assert.All(good, result => Assert.True(result.Ok, result.Message));
        Assert.Equal([true, true, true, false, false, false, false, false], partial.Select(r => r.Ok));
        Assert.Contains("forbids watch of pods", partial[4].Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("another name")]
    [InlineData("another authority")]
    public async Task ServerWithWrongIdentity_IsRefused(string what)
    {
        using var other = new TestAuthority();
        var kubeConfig =
            what == "another name"
                ? _api.KubeConfig(
                    ApiServerProcess.ViewerToken,
                    server: _api.Server.Replace("127.0.0.1", "localhost", StringComparison.Ordinal)
                )
                : _api.KubeConfig(ApiServerProcess.ViewerToken, authority: other.Pem);

        var results = await CheckAsync(kubeConfig);

        Assert.False(results[1].Ok);
        Assert.Contains("certificate was refused", results[1].Message, StringComparison.Ordinal);
    }

    private static Task<IReadOnlyList<KubernetesCheckResult>> CheckAsync(string kubeConfig)
    {
        var options = new KubernetesOptions { KubeConfig = kubeConfig };
        return new KubernetesCheck(
            options,
            new ApiConnector(options, TimeProvider.System),
            TimeSpan.FromSeconds(30),
            TimeProvider.System
        ).RunAsync(Cancelled);
    }

    private static string Pod(string name, string node) =>
        $$$"""{"metadata":{"name":"{{{name}}}","labels":{"component":"etcd","tier":"control-plane"}},"spec":"""
        + $$$"""{"nodeName":"{{{node}}}","containers":[{"name":"etcd","image":"etcd"}]}}""";
}
