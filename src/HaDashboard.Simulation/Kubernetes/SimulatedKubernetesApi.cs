using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace HaDashboard.Simulation.Kubernetes;

/// <summary>
/// A simulated API server on a real loopback port, with the parts that a watcher needs: list, watch, get, logs and health.
/// </summary>
public sealed class SimulatedKubernetesApi : IAsyncDisposable
{
    private const int RememberedRequests = 1000;

    private readonly WebApplication _server;
    private readonly KubernetesList _lists;
    private readonly KubernetesRequestHandler _handler;
    private readonly CancellationTokenSource _stopped = new();
    private TaskCompletionSource<WatchBreak> _nextBreak = NewBreak();
    private readonly System.Collections.Concurrent.ConcurrentQueue<string> _requestLog = new();
    private volatile KubernetesFault _fault;
    private int _requests;

    private SimulatedKubernetesApi(WebApplication server, SimulatedKubernetesOptions options, TimeProvider time)
    {
        _server = server;
        Options = options;
        _lists = new KubernetesList(Objects);
        _handler = new KubernetesRequestHandler(this, _lists, time);
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

    /// <summary>The names of the checks of /livez and /readyz that fail, for example "etcd".</summary>
    public IReadOnlyCollection<string> FailingChecks { get; set; } = [];

    /// <summary>The number of requests so far, including those that a fault affected.</summary>
    public int Requests => _requests;

    /// <summary>The number of open watches.</summary>
    public int Watches => _handler.Watches;

    /// <summary>The number of logs that clients follow now.</summary>
    public int LogStreams => _handler.LogStreams;

    /// <summary>The logs of the containers.</summary>
    public SimulatedLogs Logs { get; } = new();

    /// <summary>Returns why the API server cannot reach the kubelet of a node, from its name and address; null if it can.</summary>
    public Func<string, string, string?> KubeletError { get; set; } = static (_, _) => null;

    /// <summary>Path and query of the latest requests, the newest last.</summary>
    public IReadOnlyCollection<string> RequestLog => _requestLog;

    /// <summary>Called before every read to update the objects.</summary>
    internal Action BeforeRead { get; set; } = static () => { };

    /// <summary>
    /// Called for every request. While it returns true, no apiserver is left and every request fails, whatever other fault is active.
    /// </summary>
    internal Func<bool> Outage { get; set; } = static () => false;

    internal Task<WatchBreak> NextBreak => _nextBreak.Task;

    public static async Task<SimulatedKubernetesApi> StartAsync(
        SimulatedKubernetesOptions options,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        // The empty builder reads no configuration. Otherwise the dashboard's own settings and environment would affect the simulation.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var api = new SimulatedKubernetesApi(builder.Build(), options, time);
        await api._server.StartAsync(cancellationToken);
        api.Uri = new Uri(api._server.Urls.Single());
        return api;
    }

    /// <summary>Interrupts all open watches once.</summary>
    public void BreakWatches(WatchBreak how) => Interlocked.Exchange(ref _nextBreak, NewBreak()).SetResult(how);

    /// <summary>
    /// Compacts the history. Open watches continue, but every older resourceVersion and every continue token is then "too old".
    /// </summary>
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

    // The log is limited, because a demo can run for weeks.
    private void Remember(string request)
    {
        _requestLog.Enqueue(request);
        if (_requestLog.Count > RememberedRequests)
        {
            _requestLog.TryDequeue(out _);
        }
    }

    private async Task HandleAsync(HttpContext context)
    {
        Interlocked.Increment(ref _requests);
        Remember($"{context.Request.Path}{context.Request.QueryString}");
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, _stopped.Token);
        try
        {
            if (!await RunFaultAsync(context, ended.Token))
            {
                BeforeRead();
                await _handler.AnswerAsync(context, ended.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // The client disconnected, or the simulation stops.
        }
    }

    /// <summary>Applies the active fault. Returns true if the fault has handled the request.</summary>
    private async Task<bool> RunFaultAsync(HttpContext context, CancellationToken ended)
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
                await WriteAsync(
                    context,
                    KubernetesStatus.Forbidden(Options.User, KubernetesRequestHandler.Verb(context, path), path)
                );
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
}
