using HaDashboard.Adapters.Kubernetes.Api;
using HaDashboard.Adapters.Kubernetes.Credentials;
using HaDashboard.Adapters.Kubernetes.Watching;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Simulation.Kubernetes;
using HaDashboard.Tests;
using Xunit;

namespace HaDashboard.Adapters.Tests.Kubernetes;

/// <summary>
/// A simulated API with two nodes and a pod, a watcher of each kind and a heartbeat, all on one fake clock. There is no jitter, so delays
/// are exact.
/// </summary>
internal sealed class WatchBench : IAsyncDisposable
{
    public static readonly TimeSpan BeatInterval = TimeSpan.FromSeconds(2);
    public static readonly TimeSpan BeatTimeout = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _stop = CancellationTokenSource.CreateLinkedTokenSource(
        TestContext.Current.CancellationToken
    );
    private readonly List<Task> _loops = [];

    private WatchBench(SimulatedKubernetesApi api, ObservedClock clock, WatchTiming timing)
    {
        Api = api;
        Clock = clock;
        Connector = new Connector(Connect);
        var route = Route = new ApiRoute(Connector);
        Nodes = new ResourceWatcher<Node>(WatchedResources.Nodes, route, Sink, timing, clock, Logger);
        Pods = new ResourceWatcher<Pod>(WatchedResources.Pods("kube-system"), route, Sink, timing, clock, Logger);
        Heartbeat = new Heartbeat(route, [Nodes, Pods], Sink, BeatInterval, BeatTimeout, clock, Logger);
    }

    public SimulatedKubernetesApi Api { get; }

    public ObservedClock Clock { get; }

    public ApiRoute Route { get; }

    public RecordingSink Sink { get; } = new();

    public CountedCredential Credentials { get; } = new();

    /// <summary>True: the connection is replaced when it is used the next time.</summary>
    public bool IsOutdated { get; set; }

    public RequestLog Requests { get; } = new();

    public CollectingLogger Logger { get; } = new();

    public Connector Connector { get; }

    public ResourceWatcher<Node> Nodes { get; }

    public ResourceWatcher<Pod> Pods { get; }

    public Heartbeat Heartbeat { get; }

    /// <summary>The back-off delays so far: all timers except the deadlines of requests.</summary>
    public IReadOnlyList<TimeSpan> Pauses =>
        [.. Clock.Waits.Where(wait => wait != new WatchTiming().Answer && wait != BeatTimeout)];

    public static async Task<WatchBench> StartAsync(
        WatchTiming? timing = null,
        SimulatedKubernetesOptions? options = null,
        bool simulatorSharesTheClock = false
    )
    {
        var clock = new ObservedClock();
        var api = await SimulatedKubernetesApi.StartAsync(
            options ?? new SimulatedKubernetesOptions(),
            simulatorSharesTheClock ? clock : TimeProvider.System,
            TestContext.Current.CancellationToken
        );
        api.Objects.Set(NodeJson("master1"));
        api.Objects.Set(NodeJson("worker1"));
        api.Objects.Set(PodJson("etcd-master1"));
        return new WatchBench(api, clock, (timing ?? new WatchTiming()) with { Jitter = () => 0 });
    }

    public static System.Text.Json.Nodes.JsonObject NodeJson(string name, string ready = "True") =>
        KubernetesObjects.Node(
            name,
            "10.0.0.1",
            master: name.StartsWith("master", StringComparison.Ordinal),
            "v1.20.2",
            ready,
            DateTimeOffset.UnixEpoch,
            DateTimeOffset.UnixEpoch
        );

    public static System.Text.Json.Nodes.JsonObject PodJson(string name)
    {
        var pod = System.Text.Json.Nodes.JsonNode.Parse(KubernetesFixture.Read("pods.json"))!["items"]![1]!
            .DeepClone()
            .AsObject();
        pod["kind"] = "Pod";
        pod["metadata"]!["name"] = name;
        return pod;
    }

    public void Start(params IReadOnlyList<Func<CancellationToken, Task>> loops) =>
        _loops.AddRange(loops.Select(loop => loop(_stop.Token)));

    /// <summary>The nodes are listed, and their watch is established.</summary>
    public async Task<WatchBench> WatchingNodesAsync()
    {
        Start(Nodes.RunAsync);
        await EstablishedAsync(watches: 1);
        return this;
    }

    /// <summary>This many watches were requested, and the nodes' watch is established.</summary>
    public Task EstablishedAsync(int watches) =>
        Eventually.TrueAsync(
            () => Requests.Watches.Count == watches && Nodes.IsEstablished,
            $"watch number {watches} is up"
        );

    public Task PausedAsync(int pauses) => Eventually.TrueAsync(() => Pauses.Count >= pauses, $"pause number {pauses}");

    private ApiConnection Connect()
    {
        IsOutdated = false;
        return new ApiConnection(Requests, Api.Uri, Credentials) { Outdated = () => IsOutdated };
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_loops);
        await Api.DisposeAsync();
        _stop.Dispose();
    }
}

internal sealed class Connector(Func<ApiConnection> connect) : IApiConnector
{
    public int Connections { get; private set; }

    public ApiConnection Connect()
    {
        Connections++;
        return connect();
    }
}

/// <summary>An anonymous account that counts how often it was refused.</summary>
internal sealed class CountedCredential : ICredentialSource
{
    private int _refusals;

    public int Refusals => _refusals;

    public Credential Current => Credential.Anonymous;

    public Task ReadyAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Refuse(Credential credential) => Interlocked.Increment(ref _refusals);
}
