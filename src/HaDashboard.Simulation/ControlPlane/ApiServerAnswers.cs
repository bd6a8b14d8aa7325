using System.Text;
using Microsoft.AspNetCore.Http;

namespace HaDashboard.Simulation.ControlPlane;

/// <summary>The responses of one master's apiserver: version, health endpoints and metrics, with its exact texts.</summary>
internal static class ApiServerAnswers
{
    private static readonly string[] Checks =
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

    /// <summary>Writes the response for the path of the request.</summary>
    /// <param name="hasEtcd">Without etcd the apiserver is neither live nor ready.</param>
    public static Task WriteAsync(HttpContext context, bool hasEtcd, string version)
    {
        var path = context.Request.Path.Value ?? "";
        var name = path.Split('/', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault() ?? "";
        return (name, path) switch
        {
            ("version", _) => TextAsync(
                context,
                200,
                $$"""{"major":"1","minor":"{{version.Split('.')[1]}}","gitVersion":"{{version}}","platform":"linux/amd64"}"""
            ),
            ("livez" or "readyz" or "healthz", _) => HealthAsync(context, name, hasEtcd),
            ("metrics", _) => TextAsync(context, 200, Metrics(hasEtcd)),
            _ => TextAsync(context, 403, "forbidden\n"),
        };
    }

    // About twelve requests per second, beginning one day ago, of which one in 5,000 failed. Without etcd all of them fail.
    private static string Metrics(bool hasEtcd)
    {
        var seconds = Environment.TickCount64 / 1000 + 86_400;
        var (succeeded, failed) = hasEtcd ? (seconds * 12, seconds * 12 / 5000) : (0, seconds * 14);
        return $"""
            # HELP apiserver_request_total [ALPHA] Counter of apiserver requests broken out for each verb and HTTP response code.
            # TYPE apiserver_request_total counter
            apiserver_request_total{Labels("GET", 200)} {succeeded}
            apiserver_request_total{Labels("GET", 500)} {failed}

            """;
    }

    private static string Labels(string verb, int code) =>
        $$"""{code="{{code}}",component="apiserver",contentType="application/json",dry_run="",group="","""
        + $$"""resource="pods",scope="namespace",subresource="",verb="{{verb}}",version="v1"}""";

    public static async Task TextAsync(HttpContext context, int status, string text)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        await context.Response.WriteAsync(text, context.RequestAborted);
    }

    private static Task HealthAsync(HttpContext context, string name, bool hasEtcd)
    {
        if (hasEtcd && !context.Request.Query.ContainsKey("verbose"))
        {
            return TextAsync(context, 200, "ok");
        }

        var text = new StringBuilder();
        foreach (var check in Checks)
        {
            text.Append(check is "etcd" && !hasEtcd ? "[-]etcd failed: reason withheld\n" : $"[+]{check} ok\n");
        }

        var result = hasEtcd ? "passed" : "failed";
        text.Append($"{name} check {result}\n");
        return TextAsync(context, hasEtcd ? 200 : 500, text.ToString());
    }
}
