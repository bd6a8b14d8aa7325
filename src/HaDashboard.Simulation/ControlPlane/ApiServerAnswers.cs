using System.Text;
using Microsoft.AspNetCore.Http;

namespace HaDashboard.Simulation;

/// <summary>The health endpoints of one master's apiserver, in its own words.</summary>
internal static class ApiServerAnswers
{
    private static readonly string[] Checks =
        ["ping", "log", "etcd", "poststarthook/start-kube-apiserver-admission-initializer", "poststarthook/generic-apiserver-start-informers",
         "poststarthook/rbac/bootstrap-roles", "poststarthook/start-cluster-authentication-info-controller", "poststarthook/aggregator-reload-proxy-client-cert"];

    /// <param name="hasEtcd">Without it neither live nor ready.</param>
    public static Task WriteAsync(HttpContext context, bool hasEtcd, string version)
    {
        var path = context.Request.Path.Value ?? "";
        var name = path.Split('/', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault() ?? "";
        return (name, path) switch
        {
            ("version", _) => TextAsync(context, 200, $$"""{"major":"1","minor":"{{version.Split('.')[1]}}","gitVersion":"{{version}}","platform":"linux/amd64"}"""),
            ("livez" or "readyz" or "healthz", _) => HealthAsync(context, name, hasEtcd),
            _ => TextAsync(context, 403, "forbidden\n"),
        };
    }

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

        text.Append($"{name} check {(hasEtcd ? "passed" : "failed")}\n");
        return TextAsync(context, hasEtcd ? 200 : 500, text.ToString());
    }
}
