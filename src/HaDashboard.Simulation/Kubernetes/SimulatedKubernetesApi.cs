using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace HaDashboard.Simulation;

/// <summary>An API server as far as a watcher can tell: list, watch, get and health on a real loopback port.</summary>
public sealed class SimulatedKubernetesApi : IAsyncDisposable
{
    private static readonly string[] HealthChecks =
    [
        "ping",
        "log",
        "etcd",
        "poststarthook/start-kube-apiserver-admission-initializer",
        "poststarthook/generic-apiserver-start-informers",
        "poststarthook/rbac/bootstrap-roles",
        "poststarthook/start-cluster-authentication-info-controller",
        "poststarthook/aggregator-reload-proxy-client-cert",
    ];

    private const int RememberedRequests = 1000;

    private readonly WebApplication _server;
    private readonly TimeProvider _time;
    private readonly KubernetesList _lists;
    private readonly CancellationTokenSource _stopped = new();
    private TaskCompletionSource<WatchBreak> _nextBreak = NewBreak();
    private readonly System.Collections.Concurrent.ConcurrentQueue<string> _asked = new();
    private volatile KubernetesFault _fault;
    private int _requests;
    private int _watches;
    private int _logStreams;

    private SimulatedKubernetesApi(WebApplication server, SimulatedKubernetesOptions options, TimeProvider time)
    {
        _server = server;
        _time = time;
        Options = options;
        _lists = new KubernetesList(Objects);
        server.Run(HandleAsync);
    }

    public SimulatedKubernetesOptions Options { get; }

    public ObjectStore Objects { get; } = new();

    public Uri Uri { get; private set; } = new("http://127.0.0.1:1");

    public KubernetesFault Fault
    {
        get => Outage() ? KubernetesFault.Down : _fault;
        set
        {
            _fault = value;
            if (value == KubernetesFault.Down)
            {
                BreakWatches(WatchBreak.Reset);
            }
            else if (value is KubernetesFault.WatchesExpired or KubernetesFault.WatchesGone)
            {
                BreakWatches(WatchBreak.Expired);
            }
        }
    }

    /// <summary>The checks of /livez and /readyz that fail, by name, for instance "etcd".</summary>
    public IReadOnlyCollection<string> FailingChecks { get; set; } = [];

    /// <summary>Requests seen so far, the spoilt ones too.</summary>
    public int Requests => _requests;

    /// <summary>Watches open now.</summary>
    public int Watches => _watches;

    /// <summary>Logs that somebody follows now.</summary>
    public int LogStreams => _logStreams;

    /// <summary>What the containers have written.</summary>
    public SimulatedLogs Logs { get; } = new();

    /// <summary>Why the API server can't reach the kubelet of a node, given its name and address; null where it can.</summary>
    public Func<string, string, string?> KubeletTrouble { get; set; } = static (_, _) => null;

    /// <summary>The path and query of every request so far, the newest last.</summary>
    public IReadOnlyCollection<string> Asked => _asked;

    /// <summary>Brings the objects up to date before anything is read.</summary>
    internal Action BeforeRead { get; set; } = static () => { };

    /// <summary>Asked at every request: no apiserver is left, whatever else is wrong.</summary>
    internal Func<bool> Outage { get; set; } = static () => false;

    internal Task<WatchBreak> NextBreak => _nextBreak.Task;

    public static async Task<SimulatedKubernetesApi> StartAsync(
        SimulatedKubernetesOptions options,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        // The empty builder reads no configuration: the dashboard's own settings and environment must not reach its simulation.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var api = new SimulatedKubernetesApi(builder.Build(), options, time);
        await api._server.StartAsync(cancellationToken);
        api.Uri = new Uri(api._server.Urls.Single());
        return api;
    }

    /// <summary>Does something, once, to the watches that are open.</summary>
    public void BreakWatches(WatchBreak how) => Interlocked.Exchange(ref _nextBreak, NewBreak()).SetResult(how);

    /// <summary>Compacts the history: open watches go on, any older resourceVersion and every continue token is now "too old".</summary>
    public void Compact()
    {
        Objects.Compact();
        _lists.Forget();
    }

    public async ValueTask DisposeAsync()
    {
        await _stopped.CancelAsync();
        await _server.StopAsync(new CancellationToken(canceled: true));
        await _server.DisposeAsync();
        _stopped.Dispose();
    }

    internal static async Task WriteAsync(HttpContext context, JsonObject status)
    {
        context.Response.StatusCode = (int)status["code"]!;
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(status.ToJsonString() + "\n", context.RequestAborted);
    }

    private static TaskCompletionSource<WatchBreak> NewBreak() =>
        new(TaskCreationOptions.RunContinuationsAsynchronously);

    // A demo runs for weeks.
    private void Remember(string asked)
    {
        _asked.Enqueue(asked);
        if (_asked.Count > RememberedRequests)
        {
            _asked.TryDequeue(out _);
        }
    }

    private async Task HandleAsync(HttpContext context)
    {
        Interlocked.Increment(ref _requests);
        Remember($"{context.Request.Path}{context.Request.QueryString}");
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, _stopped.Token);
        try
        {
            if (!await SpoilAsync(context, ended.Token))
            {
                BeforeRead();
                await AnswerAsync(context, ended.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // The client has gone or the simulation stops.
        }
    }

    /// <summary>True when a fault has answered, in whatever way.</summary>
    private async Task<bool> SpoilAsync(HttpContext context, CancellationToken ended)
    {
        var path = ResourcePath.Parse(context.Request.Path);
        switch (Fault)
        {
            case KubernetesFault.Down:
                context.Abort();
                return true;
            case KubernetesFault.Hang:
                await Task.Delay(Timeout.InfiniteTimeSpan, ended);
                return true;
            case KubernetesFault.Unauthorized:
                await WriteAsync(context, KubernetesStatus.Unauthorized());
                return true;
            case KubernetesFault.Forbidden when path is not null:
                await WriteAsync(context, KubernetesStatus.Forbidden(Options.User, Verb(context, path), path));
                return true;
            case KubernetesFault.InternalError:
                await WriteAsync(context, KubernetesStatus.EtcdTimeout());
                return true;
        }

        if (Options.BearerToken is null || context.Request.Headers.Authorization == $"Bearer {Options.BearerToken}")
        {
            return false;
        }

        await WriteAsync(context, KubernetesStatus.Unauthorized());
        return true;
    }

    private async Task AnswerAsync(HttpContext context, CancellationToken ended)
    {
        if (context.Request.Path.Value is "/livez" or "/readyz" or "/healthz")
        {
            await HealthAsync(context, ended);
        }
        else if (context.Request.Path == "/version")
        {
            await WriteJsonAsync(context, VersionJson(), ended);
        }
        else if (ResourcePath.Parse(context.Request.Path) is not { } path)
        {
            await WriteAsync(context, KubernetesStatus.NoSuchPath());
        }
        else
        {
            await ReadAsync(context, path, ended);
        }
    }

    private async Task ReadAsync(HttpContext context, ResourcePath path, CancellationToken ended)
    {
        var query = context.Request.Query;
        if (path.Subresource is "log")
        {
            await LogAsync(context, path, ended);
            return;
        }

        var selector = new Selector(query["labelSelector"], query["fieldSelector"]);
        switch (Verb(context, path))
        {
            case "watch":
                await WatchAsync(context, path, selector, ended);
                break;
            case "list" when _lists.Page(query, path, selector) is { } page:
                await WriteJsonAsync(context, page, ended);
                break;
            case "list":
                await WriteAsync(context, KubernetesStatus.ContinueExpired());
                break;
            default:
                if (Objects.List(path.Kind).Objects.GetValueOrDefault($"{path.Namespace}/{path.Name}") is { } found)
                {
                    await WriteJsonAsync(context, found.WithKind(), ended);
                }
                else
                {
                    await WriteAsync(context, KubernetesStatus.NotFound(path));
                }

                break;
        }
    }

    private async Task WatchAsync(HttpContext context, ResourcePath path, Selector selector, CancellationToken ended)
    {
        Interlocked.Increment(ref _watches);
        try
        {
            await new KubernetesWatch(context, path, selector, this, _time).RunAsync(ended);
        }
        finally
        {
            Interlocked.Decrement(ref _watches);
        }
    }

    private async Task LogAsync(HttpContext context, ResourcePath path, CancellationToken ended)
    {
        var follows = context.Request.Query["follow"] is [var follow] && follow is "true" or "1";
        _ = follows ? Interlocked.Increment(ref _logStreams) : 0;
        try
        {
            await new PodLogAnswer(context, path, this, _time).RunAsync(follows, ended);
        }
        finally
        {
            _ = follows ? Interlocked.Decrement(ref _logStreams) : 0;
        }
    }

    private async Task HealthAsync(HttpContext context, CancellationToken ended)
    {
        var endpoint = context.Request.Path.Value![1..];
        var failing = FailingChecks;
        var failed = HealthChecks.Any(failing.Contains);
        context.Response.StatusCode = failed ? 500 : 200;
        context.Response.ContentType = "text/plain; charset=utf-8";
        var lines = HealthChecks.Select(check =>
            failing.Contains(check) ? $"[-]{check} failed: reason withheld\n" : $"[+]{check} ok\n"
        );
        var verdict = $"{endpoint} check {(failed ? "failed" : "passed")}\n";
        await context.Response.WriteAsync(
            failed || context.Request.Query.ContainsKey("verbose") ? string.Concat(lines) + verdict : "ok",
            ended
        );
    }

    private string VersionJson()
    {
        var parts = Options.Version.TrimStart('v').Split('.');
        return new JsonObject
        {
            ["major"] = parts[0],
            ["minor"] = parts[1],
            ["gitVersion"] = Options.Version,
            ["gitCommit"] = "faecb196815e248d3ecfb03c680a4507229c2a56",
            ["gitTreeState"] = "clean",
            ["buildDate"] = "2021-01-13T13:20:00Z",
            ["goVersion"] = "go1.15.5",
            ["compiler"] = "gc",
            ["platform"] = "linux/amd64",
        }.ToJsonString();
    }

    private static string Verb(HttpContext context, ResourcePath path) =>
        path.Name is not null ? "get"
        : context.Request.Query["watch"] is [var watch] && watch is "true" or "1" ? "watch"
        : "list";

    private static async Task WriteJsonAsync(HttpContext context, string json, CancellationToken ended)
    {
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(json, ended);
    }
}
