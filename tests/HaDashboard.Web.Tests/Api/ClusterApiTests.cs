using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using HaDashboard.Web.Tests.Hosting;
using Xunit;

namespace HaDashboard.Web.Tests.Api;

[Collection(ClusterFixture.OneAfterTheOther)]
public sealed partial class ClusterApiTests(ClusterFixture fixture)
{
    [Fact]
    public async Task Cluster_HasTheContractsShape()
    {
        var cluster = await GetAsync("/api/v1/cluster");

        Assert.Equal(["cluster", "version", "at", "verdict", "nodes", "etcd", "kubernetes", "endpoint"], Names(cluster));
        Assert.Equal("test", cluster.GetProperty("cluster").GetString());
        Assert.Matches(Time(), cluster.GetProperty("at").GetString());
        Assert.Equal(
            ["level", "summary", "findings", "since", "singleFailures"],
            Names(cluster.GetProperty("verdict"))
        );
        Assert.Equal(JsonValueKind.Null, cluster.GetProperty("etcd").ValueKind);

        var master = cluster.GetProperty("nodes")[0];
        Assert.Equal(["name", "role", "haproxy", "kubernetes", "localEndpoint", "components"], Names(master));
        Assert.Equal("Master", master.GetProperty("role").GetString());
        var haproxy = master.GetProperty("haproxy");
        Assert.Equal(
            ["state", "observedAt", "stale", "error", "version", "pid", "uptimeSeconds", "stopping", "servers"],
            Names(haproxy)
        );
        Assert.Equal("Up", haproxy.GetProperty("state").GetString());
        Assert.False(haproxy.GetProperty("stale").GetBoolean());
        var server = haproxy.GetProperty("servers")[0];
        Assert.Equal(
            ["proxy", "server", "address", "status", "checkStatus", "weight", "lastChangeSeconds"],
            Names(server)
        );
        Assert.Equal("10.0.42.1:6443", server.GetProperty("address").GetString());
        var endpoint = cluster.GetProperty("endpoint");
        Assert.Equal(["address", "reachable", "holders", "fromNodes", "fromHere"], Names(endpoint));
        Assert.Equal(["ok", "failed", "unknown"], Names(endpoint.GetProperty("fromNodes")));
        Assert.Equal(JsonValueKind.Null, endpoint.GetProperty("reachable").ValueKind);
    }

    [Fact]
    public async Task Cluster_WhatNobodyObserved_IsNull()
    {
        var cluster = await GetAsync("/api/v1/cluster"); // no Kubernetes API is configured here

        var master = cluster.GetProperty("nodes")[0];
        Assert.All(["present", "ready", "unschedulable", "kubeletVersion", "observedAt", "stale"], name =>
            Assert.Equal(JsonValueKind.Null, master.GetProperty("kubernetes").GetProperty(name).ValueKind)
        );
        Assert.Equal(
            ["etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler"],
            Names(master.GetProperty("components"))
        );
        Assert.Equal(
            JsonValueKind.Null,
            master.GetProperty("components").GetProperty("etcd").GetProperty("pod").ValueKind
        );
        Assert.Equal("Unknown", cluster.GetProperty("kubernetes").GetProperty("state").GetString());
        var worker = cluster.GetProperty("nodes").EnumerateArray().Last();
        Assert.Equal(JsonValueKind.Null, worker.GetProperty("components").ValueKind);
    }

    [Fact]
    public async Task WhatIf_AnswersPerAction_AndWithoutProbesItIsNoYes()
    {
        var document = await GetAsync("/api/v1/whatif/k8smaster1"); // neither the control plane nor Kubernetes is asked here

        Assert.Equal(["node", "at", "answer", "reasons", "actions"], Names(document));
        Assert.Equal(["drain", "reboot", "reload", "takeout"], Names(document.GetProperty("actions")));
        Assert.Contains(document.GetProperty("answer").GetString(), new[] { "no", "unknown" });
        Assert.All(document.GetProperty("reasons").EnumerateArray(), reason =>
            Assert.Equal(["answer", "check", "text"], Names(reason))
        );
        Assert.Contains(document.GetProperty("reasons").EnumerateArray(), reason =>
            reason.GetProperty("check").GetString() is "etcd quorum"
            && reason.GetProperty("answer").GetString() is "unknown"
        );
    }

    [Fact]
    public async Task HaProxy_TellsEveryField()
    {
        var node = await GetAsync("/api/v1/nodes/k8smaster1/haproxy");

        Assert.Equal("k8smaster1", node.GetProperty("node").GetString());
        Assert.NotEmpty(node.GetProperty("info").GetProperty("Pid").GetString()!);
        var columns = node.GetProperty("columns").EnumerateArray().Select(column => column.GetString()!).ToArray();
        var backend = node.GetProperty("proxies")
            .EnumerateArray()
            .Single(proxy => proxy.GetProperty("name").GetString() is "api-backend");
        var fields = backend.GetProperty("servers")[0].GetProperty("fields");
        Assert.True(columns.Length > 50);
        Assert.Equal(columns.Distinct().Order(StringComparer.Ordinal), Names(fields));
        Assert.Equal("api-backend", fields.GetProperty("pxname").GetString());
        Assert.Equal("UP", backend.GetProperty("backend").GetProperty("status").GetString());
    }

    [Fact]
    public async Task OpenApi_DescribesEveryPath()
    {
        var document = await GetAsync("/openapi/v1.json");

        Assert.Equal(
            [
                "/api/v1/audit",
                "/api/v1/cluster",
                "/api/v1/doctor",
                "/api/v1/events",
                "/api/v1/masters/{node}",
                "/api/v1/nodes/{node}/haproxy",
                "/api/v1/nodes/{node}/haproxy/reload",
                "/api/v1/nodes/{node}/haproxy/servers/{proxy}/{server}/state",
                "/api/v1/nodes/{node}/haproxy/servers/{proxy}/{server}/weight",
                "/api/v1/reloads",
                "/api/v1/reloads/{id}",
                "/api/v1/reloads/{id}/cancel",
                "/api/v1/reloads/{id}/resume",
                "/api/v1/whatif/{node}",
                "/healthz/live",
                "/healthz/ready",
            ],
            Names(document.GetProperty("paths")).Order(StringComparer.Ordinal)
        );
        Assert.Equal(
            "bearer",
            document
                .GetProperty("components")
                .GetProperty("securitySchemes")
                .GetProperty("token")
                .GetProperty("scheme")
                .GetString()
        );
    }

    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$", RegexOptions.None, 1000)]
    private static partial Regex Time();

    private static IEnumerable<string> Names(JsonElement element) =>
        element.EnumerateObject().Select(property => property.Name);

    private async Task<JsonElement> GetAsync(string path)
    {
        using var client = fixture.Client(Tokens.Viewer);
        return await client.GetFromJsonAsync<JsonElement>(path, TestContext.Current.CancellationToken);
    }
}
