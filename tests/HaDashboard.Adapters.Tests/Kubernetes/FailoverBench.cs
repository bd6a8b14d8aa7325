using HaDashboard.Adapters.Kubernetes.Api;
using HaDashboard.Adapters.Kubernetes.Watching;
using HaDashboard.Adapters.Sources;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Observations;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Simulation.Kubernetes;
using HaDashboard.Tests;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace HaDashboard.Adapters.Tests.Kubernetes;

/// <summary>
/// Three API servers, the configured one and those of two masters, of which the second is down. All watches and the heartbeat use one fake
/// clock.
/// </summary>
internal sealed class FailoverBench : IAsyncDisposable
{
    private static readonly TimeSpan BeatInterval = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource _stop = CancellationTokenSource.CreateLinkedTokenSource(
        TestContext.Current.CancellationToken
    );
    private readonly ObservedClock _clock = new();
    private readonly ApiRoute _route;
    private readonly IResourceWatcher[] _watchers;
    private readonly Task _running;

    private FailoverBench(
        SimulatedKubernetesApi first,
        SimulatedKubernetesApi second,
        SimulatedKubernetesApi third,
        Func<SimulatedKubernetesApi, Connector> detour
    )
    {
        (First, Second, Third) = (first, second, third);
        FirstConnector = To(first);
        _route = new ApiRoute(FirstConnector, detour(second), detour(third));
        var timing = new WatchTiming { Jitter = () => 0 };
        var nodes = new ResourceWatcher<Node>(
            WatchedResources.Nodes,
            _route,
            Sink,
            timing,
            _clock,
            NullLogger.Instance
        );
        var pods = new ResourceWatcher<Pod>(
            WatchedResources.Pods("kube-system"),
            _route,
            Sink,
            timing,
            _clock,
            NullLogger.Instance
        );
        _watchers = [nodes, pods];
        var heartbeat = new Heartbeat(
            _route,
            _watchers,
            Sink,
            BeatInterval,
            TimeSpan.FromSeconds(5),
            _clock,
            NullLogger.Instance
        );
        _running = Task.WhenAll(
            nodes.RunAsync(_stop.Token),
            pods.RunAsync(_stop.Token),
            heartbeat.RunAsync(_stop.Token)
        );
    }

    public SimulatedKubernetesApi First { get; }

    public SimulatedKubernetesApi Second { get; }

    public SimulatedKubernetesApi Third { get; }

    public Connector FirstConnector { get; }

    public RecordingSink Sink { get; } = new();

    public static bool IsWatch(string request) => request.Contains("watch=true", StringComparison.Ordinal);

    /// <summary>The requests of the watchers, without the heartbeat's.</summary>
    public static bool IsList(string request) => request.Contains("limit=500", StringComparison.Ordinal);

    /// <param name="refusal">Why neither master can be connected to; null: the third server can.</param>
    public static async Task<FailoverBench> StartAsync(SourceFailureException? refusal = null)
    {
        var (first, second, third) = (await ApiAsync(), await ApiAsync(), await ApiAsync());
        second.Fault = KubernetesFault.Down;
        return new FailoverBench(
            first,
            second,
            third,
            api => refusal is null ? To(api) : new Connector(() => throw refusal)
        );
    }

    /// <summary>Both watches are established there and all sources are fresh.</summary>
    public async Task FreshAsync(SimulatedKubernetesApi api)
    {
        await Sink.UntilAsync(
            s => s.Kubernetes is { Api.IsFresh: true, Nodes.Value: not null, Pods.Value: not null },
            TestContext.Current.CancellationToken
        );
        await Eventually.TrueAsync(
            () => api.Watches == 2 && _watchers.All(watcher => watcher.IsEstablished),
            "both watches are up"
        );
    }

    /// <summary>The first server stops; three beats later, one per server, the third is read and watched.</summary>
    public async Task FailOverAsync()
    {
        First.Fault = KubernetesFault.Down;
        await Eventually.TrueAsync(() => _watchers.All(watcher => !watcher.IsEstablished), "both watches broke");
        await NextAsync<SourceFailed>();
        await NextAsync<SourceFailed>();
        await BeatAsync(Third);
        await FreshAsync(Third);
    }

    /// <summary>One beat, answered by this server.</summary>
    public async Task BeatAsync(SimulatedKubernetesApi api) =>
        Assert.Equal(api.Uri.ToString().TrimEnd('/'), (await NextAsync<SourceAlive>()).Endpoint);

    /// <summary>Beats until the first server is used again, at most ten seconds and one beat later.</summary>
    public async Task ReturnAsync()
    {
        var pauses = _clock.Waits.Count(IsPause);
        for (var beat = 0; beat < 7 && _route.IsDetour; beat++)
        {
            await NextAsync<SourceAlive>();
        }

        await Eventually.TrueAsync(() => !_route.IsDetour, "the configured server is used again");
        await FreshAsync(First); // without a beat in between: they list at once
        Assert.Equal(pauses, _clock.Waits.Count(IsPause));
        await BeatAsync(First);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        await First.DisposeAsync();
        await Second.DisposeAsync();
        await Third.DisposeAsync();
        _stop.Dispose();
    }

    // A new connection each time: a connection that was only tried is disposed.
    private static Connector To(SimulatedKubernetesApi api) =>
        new(() => new ApiConnection(new SocketsHttpHandler(), api.Uri, null));

    private static async Task<SimulatedKubernetesApi> ApiAsync()
    {
        var api = await SimulatedKubernetesApi.StartAsync(
            new SimulatedKubernetesOptions(),
            TimeProvider.System,
            TestContext.Current.CancellationToken
        );
        api.Objects.Set(WatchBench.NodeJson("master1"));
        api.Objects.Set(WatchBench.NodeJson("worker1"));
        api.Objects.Set(WatchBench.PodJson("etcd-master1"));
        return api;
    }

    /// <summary>The next observation of the heartbeat.</summary>
    public async Task<T> NextAsync<T>()
        where T : Observation
    {
        var before = Sink.All.Count;
        _clock.Advance(BeatInterval);
        return await Sink.FirstAsync<T>(TestContext.Current.CancellationToken, IsOfTheApi, from: before);
    }

    private static bool IsPause(TimeSpan wait) =>
        Enumerable.Range(0, 7).Any(i => wait == Backoff.First * Math.Pow(2, i));

    public static bool IsOfTheApi(Observation observation) =>
        observation switch
        {
            SourceAlive alive => alive.Source == SourceId.KubernetesApi,
            SourceFailed failed => failed.Source == SourceId.KubernetesApi,
            _ => false,
        };
}
