using HaDashboard.Adapters.Kubernetes;
using HaDashboard.Adapters.Kubernetes.Api;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Observations;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Operations.Ports;
using HaDashboard.Lab.Tests.Fixtures;
using HaDashboard.Tests;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace HaDashboard.Lab.Tests.Kubernetes;

/// <summary>Tests the data of a pod's page with a real API server whose nodes have no kubelet.</summary>
[Collection(OneApiServer.Name)]
public sealed class RealPodDetailsTests
{
    private const string Space = "kube-system";

    private readonly ApiServerProcess _api;

    public RealPodDetailsTests(ApiServerProcess api)
    {
        Assert.SkipWhen(ApiServerProcess.Missing is not null, ApiServerProcess.Missing ?? "");
        _api = api;
    }

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Log_NodeWithoutKubelet_FailureSaysSo()
    {
        // No process listens on port 1.
        await NodeAsync(
            "silent1",
            """{"addresses":[{"type":"InternalIP","address":"127.0.0.1"}],"daemonEndpoints":{"kubeletEndpoint":{"Port":1}}}"""
        );
        await PodAsync("lonely", "silent1");

        var failure = await FailsAsync(ApiServerProcess.ViewerToken, new PodLog(Space, "lonely", "main", "silent1"));

        Assert.Equal(FailureKind.HostUnreachable, failure.Kind);
        Assert.Equal(
            "The API can't reach the kubelet of silent1: dial tcp 127.0.0.1:1: connect: connection refused. It "
                + "requests every log of that node from 127.0.0.1:1.",
            failure.Message
        );
        await GoneAsync("lonely", "silent1");
    }

    [Fact]
    public async Task Log_NodeWithoutAddress_FailureSaysSo()
    {
        await NodeAsync("nowhere1", """{"addresses":[]}""");
        await PodAsync("lost", "nowhere1");

        var failure = await FailsAsync(ApiServerProcess.ViewerToken, new PodLog(Space, "lost", "main", "nowhere1"));

        Assert.StartsWith("The API can't reach the kubelet of nowhere1: ", failure.Message, StringComparison.Ordinal);
        await GoneAsync("lost", "nowhere1");
    }

    [Fact]
    public async Task Log_WithoutRight_FailureNamesMissingRight()
    {
        await NodeAsync("barred1", """{"addresses":[]}""");
        await PodAsync("barred", "barred1");

        var failure = await FailsAsync(ApiServerProcess.NodesOnlyToken, new PodLog(Space, "barred", "main", "barred1"));

        Assert.Equal(FailureKind.Forbidden, failure.Kind);
        Assert.EndsWith("grant get on pods/log in kube-system.", failure.Message, StringComparison.Ordinal);
        await GoneAsync("barred", "barred1");
    }

    [Fact]
    public async Task EventsAndDetails_AreReadWithSecretsMasked()
    {
        await NodeAsync("events1", """{"addresses":[]}""");
        await PodAsync("events", "events1");
        await _api.AdminAsync(
            HttpMethod.Post,
            $"/api/v1/namespaces/{Space}/events",
            """
            {"metadata":{"name":"events.1"},"involvedObject":{"kind":"Pod","namespace":"kube-system","name":"events"},
             "type":"Warning","reason":"BackOff","message":"again","count":7,
             "firstTimestamp":"2026-11-22T12:00:00Z","lastTimestamp":"2026-11-22T12:10:00Z",
             "source":{"component":"kubelet","host":"events1"}}
            """,
            Cancelled
        );
        await using var services = Services(ApiServerProcess.ViewerToken);
        var pods = services.GetRequiredService<IPodDetails>();

        var events = await pods.EventsAsync(Space, "events", Cancelled);
        var details = await pods.GetAsync(Space, "events", Cancelled);

        var found = Assert.Single(events.Events);
        Assert.True(found is { IsWarning: true, Reason: "BackOff", Count: 7 });
        Assert.Equal("kubelet on events1", found.Source);
        Assert.Contains("--token=<masked>", Assert.Single(details.Containers).CommandLine);
        Assert.DoesNotContain("hunter2", details.Yaml, StringComparison.Ordinal);
        Assert.DoesNotContain("managedFields", details.Yaml, StringComparison.Ordinal);
        await GoneAsync("events", "events1");
    }

    private static async Task<SourceFailureException> FailsAsync(IPodDetails pods, PodLog log) =>
        await Assert.ThrowsAsync<SourceFailureException>(async () =>
        {
            await foreach (var line in pods.FollowLogAsync(log, new LogOptions(Follow: true), Cancelled))
            {
                Assert.Fail($"A line came: {line.Text}");
            }
        });

    private async Task<SourceFailureException> FailsAsync(string token, PodLog log)
    {
        await using var services = Services(token);
        return await FailsAsync(services.GetRequiredService<IPodDetails>(), log);
    }

    private ServiceProvider Services(string token) =>
        new ServiceCollection()
            .AddLogging()
            .AddSingleton<IObservationSink>(new RecordingSink())
            .AddKubernetes(new KubernetesOptions { KubeConfig = _api.KubeConfig(token) }, TimeSpan.FromSeconds(30))
            .BuildServiceProvider();

    private async Task NodeAsync(string name, string status)
    {
        await _api.AdminAsync(HttpMethod.Post, "/api/v1/nodes", $$$"""{"metadata":{"name":"{{{name}}}"}}""", Cancelled);
        await _api.AdminAsync(
            HttpMethod.Patch,
            $"/api/v1/nodes/{name}/status",
            $$"""{"status":{{status}}}""",
            Cancelled
        );
    }

    private Task PodAsync(string name, string node) =>
        _api.AdminAsync(
            HttpMethod.Post,
            $"/api/v1/namespaces/{Space}/pods",
            $$$"""
            {"metadata":{"name":"{{{name}}}"},"spec":{"nodeName":"{{{node}}}","containers":[
             {"name":"main","image":"x","command":["x","--token=hunter2"],"env":[{"name":"A","value":"hunter2"}]}]}}
            """,
            Cancelled
        );

    private async Task GoneAsync(string pod, string node)
    {
        await _api.AdminAsync(
            HttpMethod.Delete,
            $"/api/v1/namespaces/{Space}/pods/{pod}?gracePeriodSeconds=0",
            null,
            Cancelled
        );
        await _api.AdminAsync(HttpMethod.Delete, $"/api/v1/nodes/{node}", null, Cancelled);
    }
}
