using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace HaDashboard.Simulation.Kubernetes;

/// <summary>Answers the requests to the simulated API server: get, list, watch, log, health and version.</summary>
internal sealed class KubernetesRequestHandler(SimulatedKubernetesApi api, KubernetesList lists, TimeProvider time)
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

    private int _watches;
    private int _logStreams;

    public int Watches => _watches;

    public int LogStreams => _logStreams;

    /// <summary>Writes the response to a request that no fault affects.</summary>
    public async Task AnswerAsync(HttpContext context, CancellationToken ended)
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
            await SimulatedKubernetesApi.WriteAsync(context, KubernetesStatus.NoSuchPath());
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
            case "list" when lists.Page(query, path, selector) is { } page:
                await WriteJsonAsync(context, page, ended);
                break;
            case "list":
                await SimulatedKubernetesApi.WriteAsync(context, KubernetesStatus.ContinueExpired());
                break;
            default:
                if (api.Objects.List(path.Kind).Objects.GetValueOrDefault($"{path.Namespace}/{path.Name}") is { } found)
                {
                    await WriteJsonAsync(context, found.WithKind(), ended);
                }
                else
                {
                    await SimulatedKubernetesApi.WriteAsync(context, KubernetesStatus.NotFound(path));
                }

                break;
        }
    }

    private async Task WatchAsync(HttpContext context, ResourcePath path, Selector selector, CancellationToken ended)
    {
        Interlocked.Increment(ref _watches);
        try
        {
            await new KubernetesWatch(context, path, selector, api, time).RunAsync(ended);
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
            await new PodLogAnswer(context, path, api, time).RunAsync(follows, ended);
        }
        finally
        {
            _ = follows ? Interlocked.Decrement(ref _logStreams) : 0;
        }
    }

    private async Task HealthAsync(HttpContext context, CancellationToken ended)
    {
        var endpoint = context.Request.Path.Value![1..];
        var failing = api.FailingChecks;
        var failed = HealthChecks.Any(failing.Contains);
        context.Response.StatusCode = failed ? 500 : 200;
        context.Response.ContentType = "text/plain; charset=utf-8";
        var lines = HealthChecks.Select(check =>
            failing.Contains(check) ? $"[-]{check} failed: reason withheld\n" : $"[+]{check} ok\n"
        );
        var result = failed ? "failed" : "passed";
        var lastLine = $"{endpoint} check {result}\n";
        await context.Response.WriteAsync(
            failed || context.Request.Query.ContainsKey("verbose") ? string.Concat(lines) + lastLine : "ok",
            ended
        );
    }

    private string VersionJson()
    {
        var parts = api.Options.Version.TrimStart('v').Split('.');
        return new JsonObject
        {
            ["major"] = parts[0],
            ["minor"] = parts[1],
            ["gitVersion"] = api.Options.Version,
            ["gitCommit"] = "faecb196815e248d3ecfb03c680a4507229c2a56",
            ["gitTreeState"] = "clean",
            ["buildDate"] = "2021-01-13T13:20:00Z",
            ["goVersion"] = "go1.15.5",
            ["compiler"] = "gc",
            ["platform"] = "linux/amd64",
        }.ToJsonString();
    }

    /// <summary>The RBAC verb of a request: get, list or watch.</summary>
    public static string Verb(HttpContext context, ResourcePath path) =>
        path.Name is not null ? "get"
        : context.Request.Query["watch"] is [var watch] && watch is "true" or "1" ? "watch"
        : "list";

    private static async Task WriteJsonAsync(HttpContext context, string json, CancellationToken ended)
    {
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(json, ended);
    }
}
