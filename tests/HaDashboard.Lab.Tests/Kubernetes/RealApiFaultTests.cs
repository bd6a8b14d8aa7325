using System.Net;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Observations;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Lab.Tests.Fixtures;
using Xunit;

namespace HaDashboard.Lab.Tests.Kubernetes;

[Collection(OneApiServer.Name)]
public sealed class RealApiFaultTests
{
    private readonly ApiServerProcess _api;

    public RealApiFaultTests(ApiServerProcess api)
    {
        Assert.SkipWhen(ApiServerProcess.Missing is not null, ApiServerProcess.Missing ?? "");
        _api = api;
    }

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ApiServerKilledAndRestarted_Fails_AndRecoversWithoutRemovedObjects()
    {
        await _api.AdminAsync(HttpMethod.Post, "/api/v1/nodes", """{"metadata":{"name":"ghost1"}}""", Cancelled);
        await using var watching = await Watching.StartAsync(_api.KubeConfig(ApiServerProcess.ViewerToken), Cancelled);
        await watching.Sink.UntilAsync(s => AllFresh(s) && s.Kubernetes.Nodes.Value!.ContainsKey("ghost1"), Cancelled);

        await _api.KillApiAsync();
        var down = await watching.Sink.UntilAsync(
            s => s.Kubernetes is { Api.Failure: not null, Nodes.Failure: not null, Pods.Failure: not null },
            Cancelled
        );
        await _api.DeleteFromEtcdAsync("/registry/minions/ghost1", Cancelled);
        await _api.StartApiAsync();
        var up = await watching.Sink.UntilAsync(AllFresh, Cancelled);

        Assert.True(down.Kubernetes.Nodes.Value!.ContainsKey("ghost1"), "what was known stays, marked stale");
        Assert.Equal(Freshness.Stale, down.Kubernetes.Nodes.Freshness);
        Assert.False(up.Kubernetes.Nodes.Value!.ContainsKey("ghost1"));
    }

    [Fact]
    public async Task EtcdFrozen_NothingIsFresh_AlthoughVersionResponds()
    {
        await using var watching = await Watching.StartAsync(_api.KubeConfig(ApiServerProcess.ViewerToken), Cancelled);
        await watching.Sink.UntilAsync(AllFresh, Cancelled);

        _api.FreezeEtcd();
        try
        {
            var frozen = await watching.Sink.UntilAsync(
                s => s.Kubernetes is { Api.Failure: not null, Nodes.Failure: not null, Pods.Failure: not null },
                Cancelled
            );

            Assert.Equal(HttpStatusCode.OK, await _api.AdminAsync(HttpMethod.Get, "/version", null, Cancelled));
            Assert.Equal(FailureKind.Timeout, frozen.Kubernetes.Api.Failure!.Kind);
            Assert.Equal(
                $"Could not list nodes at {_api.Server}: no answer in 2 s.",
                frozen.Kubernetes.Api.Failure.Message
            );
        }
        finally
        {
            _api.ThawEtcd();
        }

        await watching.Sink.UntilAsync(AllFresh, Cancelled);
    }

    [Fact]
    public async Task HungConnection_IsReplaced()
    {
        await using var relay = new TcpRelay(new Uri(_api.Server).Port);
        await using var watching = await Watching.StartAsync(
            _api.KubeConfig(ApiServerProcess.ViewerToken, server: $"https://127.0.0.1:{relay.Port}"),
            Cancelled
        );
        await watching.Sink.UntilAsync(AllFresh, Cancelled);
        var (before, known) = (relay.Connections, watching.Sink.All.Count);

        relay.HangOpenConnections();
        var failure = await watching.Sink.FirstAsync<SourceFailed>(
            Cancelled,
            failed => failed.Source == SourceId.KubernetesApi,
            known
        );
        // After two missed pings, about ten seconds, both watches list again.
        await watching.Sink.FirstAsync<Listed<Node>>(Cancelled, from: known);
        await watching.Sink.FirstAsync<Listed<Pod>>(Cancelled, from: known);
        await watching.Sink.UntilAsync(AllFresh, Cancelled);

        Assert.Equal(FailureKind.Timeout, failure.Failure.Kind);
        Assert.True(relay.Connections > before);
    }

    private static bool AllFresh(ClusterSnapshot s) =>
        s.Kubernetes is { Api.IsFresh: true, Nodes.IsFresh: true, Pods.IsFresh: true };
}
