using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using HaDashboard.Simulation.Kubernetes;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace HaDashboard.Adapters.Tests.Simulation;

public sealed class SimulatedKubernetesApiTests
{
    private readonly FakeTimeProvider _time = new(
        DateTimeOffset.Parse("2026-11-22T12:00:00Z", System.Globalization.CultureInfo.InvariantCulture)
    );

    [Fact]
    public async Task List_InPages_ShowsOneVersion_DespiteChangesInBetween()
    {
        await using var api = await StartAsync();
        using var http = Client(api);
        var first = await JsonAsync(http, "/api/v1/nodes?limit=2");
        AddNode(api, "a-newcomer");
        var token = first.GetProperty("metadata").GetProperty("continue").GetString()!;

        var second = await JsonAsync(http, $"/api/v1/nodes?limit=2&continue={Uri.EscapeDataString(token)}");

        Assert.Equal(["n1", "n2", "n3"], Names(first).Concat(Names(second)));
        Assert.Equal(1, first.GetProperty("metadata").GetProperty("remainingItemCount").GetInt32());
        Assert.False(second.GetProperty("metadata").TryGetProperty("continue", out _));
        Assert.Equal(
            first.GetProperty("metadata").GetProperty("resourceVersion").GetString(),
            second.GetProperty("metadata").GetProperty("resourceVersion").GetString()
        );
        Assert.Equal("NodeList", first.GetProperty("kind").GetString());
        Assert.False(first.GetProperty("items")[0].TryGetProperty("kind", out _));
    }

    [Fact]
    public async Task List_ContinueTokenFromBeforeCompaction_Is410()
    {
        await using var api = await StartAsync();
        using var http = Client(api);
        var token = (await JsonAsync(http, "/api/v1/nodes?limit=1"))
            .GetProperty("metadata")
            .GetProperty("continue")
            .GetString()!;
        api.Compact();

        using var response = await GetAsync(http, $"/api/v1/nodes?limit=1&continue={Uri.EscapeDataString(token)}");

        Assert.Equal(HttpStatusCode.Gone, response.StatusCode);
        Assert.Equal("Expired", (await BodyAsync(response)).GetProperty("reason").GetString());
    }

    [Fact]
    public async Task Watch_FromListVersion_ReceivesOnlyLaterChanges()
    {
        await using var api = await StartAsync();
        using var http = Client(api);
        var version = (await JsonAsync(http, "/api/v1/nodes"))
            .GetProperty("metadata")
            .GetProperty("resourceVersion")
            .GetString();
        AddNode(api, "n4");
        using var watch = await WatchReader.OpenAsync(http, $"/api/v1/nodes?watch=true&resourceVersion={version}");

        var added = await watch.EventAsync();
        api.Objects.Remove("Node", null, "n1");
        var deleted = await watch.EventAsync();

        Assert.Equal(("ADDED", "n4"), (added.Type, Name(added.Object)));
        Assert.Equal(("DELETED", "n1"), (deleted.Type, Name(deleted.Object)));
        Assert.Equal("Node", deleted.Object.GetProperty("kind").GetString());
    }

    [Fact]
    public async Task Watch_WithoutChanges_ReceivesBookmark_AndAnotherBeforeTimeout()
    {
        await using var api = await StartAsync(
            new SimulatedKubernetesOptions { BookmarkInterval = TimeSpan.FromMinutes(1) }
        );
        using var http = Client(api);
        using var watch = await WatchReader.OpenAsync(
            http,
            "/api/v1/nodes?watch=true&resourceVersion=48216&allowWatchBookmarks=true&timeoutSeconds=90"
        );

        var first = await AdvanceUntilAsync(watch.EventAsync(), TimeSpan.FromMinutes(1));
        var second = await AdvanceUntilAsync(watch.EventAsync(), TimeSpan.FromSeconds(30));

        Assert.Equal(("BOOKMARK", "BOOKMARK"), (first.Type, second.Type));
        Assert.Equal("48216", second.Object.GetProperty("metadata").GetProperty("resourceVersion").GetString());
        Assert.Null(await watch.LineAsync());
    }

    [Fact]
    public async Task Watch_VersionOlderThanHistory_Is410_InStreamOrAsStatus()
    {
        await using var api = await StartAsync();
        using var http = Client(api);
        AddNode(api, "n4");
        api.Compact();

        using var watch = await WatchReader.OpenAsync(http, "/api/v1/nodes?watch=true&resourceVersion=48214");
        var error = await watch.EventAsync();
        Assert.Equal("ERROR", error.Type);
        Assert.Equal(410, error.Object.GetProperty("code").GetInt32());
        Assert.Null(await watch.LineAsync());

        api.Fault = KubernetesFault.WatchesGone;
        using var response = await GetAsync(http, "/api/v1/nodes?watch=true&resourceVersion=48214");
        Assert.Equal(HttpStatusCode.Gone, response.StatusCode);
    }

    [Fact]
    public async Task Watch_CanEnd_BeMalformed_ExpireAndBeReset()
    {
        await using var api = await StartAsync();
        using var http = Client(api);
        using var quiet = await WatchReader.OpenAsync(
            http,
            $"/api/v1/nodes?watch=true&resourceVersion={api.Objects.ResourceVersion}"
        );
        await BreakAsync(api, WatchBreak.QuietEnd, quiet);
        Assert.Null(await quiet.LineAsync());

        using var spoilt = await WatchReader.OpenAsync(
            http,
            $"/api/v1/nodes?watch=true&resourceVersion={api.Objects.ResourceVersion}"
        );
        await BreakAsync(api, WatchBreak.MalformedLine, spoilt);
        var line = await spoilt.LineAsync();
        Assert.ThrowsAny<JsonException>(() => JsonDocument.Parse(line!));
        await BreakAsync(api, WatchBreak.Expired, spoilt);
        Assert.Equal("ERROR", (await spoilt.EventAsync()).Type);

        using var reset = await WatchReader.OpenAsync(
            http,
            $"/api/v1/nodes?watch=true&resourceVersion={api.Objects.ResourceVersion}"
        );
        await BreakAsync(api, WatchBreak.Reset, reset);
        await Assert.ThrowsAnyAsync<IOException>(reset.LineAsync);
    }

    [Fact]
    public async Task Faults_HaveTheServersTexts()
    {
        await using var api = await StartAsync(new SimulatedKubernetesOptions { BearerToken = "abc", User = "x" });
        using var http = Client(api);
        Assert.Equal(HttpStatusCode.Unauthorized, (await GetAsync(http, "/api/v1/nodes")).StatusCode);

        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "abc");
        Assert.Equal(HttpStatusCode.OK, (await GetAsync(http, "/api/v1/nodes")).StatusCode);

        api.Fault = KubernetesFault.Forbidden;
        var nodes = await BodyAsync(await GetAsync(http, "/api/v1/nodes"));
        Assert.Equal(
            "nodes is forbidden: User \"x\" cannot list resource \"nodes\" in API group \"\" at the cluster scope",
            nodes.GetProperty("message").GetString()
        );
        var leases = await BodyAsync(
            await GetAsync(http, "/apis/coordination.k8s.io/v1/namespaces/kube-system/leases?watch=true")
        );
        Assert.Equal(
            "leases is forbidden: User \"x\" cannot watch resource \"leases\" in API group "
                + "\"coordination.k8s.io\" in the namespace \"kube-system\"",
            leases.GetProperty("message").GetString()
        );

        api.Fault = KubernetesFault.InternalError;
        Assert.Equal(HttpStatusCode.InternalServerError, (await GetAsync(http, "/api/v1/nodes")).StatusCode);
        api.Fault = KubernetesFault.Down;
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => GetAsync(http, "/api/v1/nodes"));
        api.Fault = KubernetesFault.None;
        Assert.Equal(HttpStatusCode.NotFound, (await GetAsync(http, "/api/v1/nodes/nobody")).StatusCode);
    }

    [Fact]
    public async Task Hang_SendsNothing_UntilClientCancels()
    {
        await using var api = await StartAsync();
        using var http = Client(api);
        api.Fault = KubernetesFault.Hang;
        using var deadline = new CancellationTokenSource();

        var answer = http.GetAsync(new Uri("/version", UriKind.Relative), deadline.Token);
        await _time.AdvanceUntilAsync(TimeSpan.FromMilliseconds(1), () => api.Requests > 0);
        Assert.False(answer.IsCompleted);
        await deadline.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answer);
    }

    [Fact]
    public async Task Readyz_ListsFailedChecks()
    {
        await using var api = await StartAsync();
        using var http = Client(api);
        Assert.Equal(
            "ok",
            await (await GetAsync(http, "/readyz")).Content.ReadAsStringAsync(TestContext.Current.CancellationToken)
        );

        api.FailingChecks = ["etcd"];
        using var failed = await GetAsync(http, "/readyz?verbose");

        Assert.Equal(HttpStatusCode.InternalServerError, failed.StatusCode);
        var text = await failed.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Contains("[+]ping ok\n", text, StringComparison.Ordinal);
        Assert.Contains("[-]etcd failed: reason withheld\n", text, StringComparison.Ordinal);
        Assert.EndsWith("readyz check failed\n", text, StringComparison.Ordinal);
    }

    private static async Task BreakAsync(SimulatedKubernetesApi api, WatchBreak how, WatchReader watch)
    {
        // The first line shows that the watch has started and now waits for changes.
        AddNode(api, "proof-" + Guid.NewGuid().ToString("N"));
        Assert.Equal("ADDED", (await watch.EventAsync()).Type);
        api.BreakWatches(how);
    }

    private static void AddNode(SimulatedKubernetesApi api, string name) =>
        api.Objects.Set(
            KubernetesObjects.Node(
                name,
                "10.0.42.1",
                true,
                "v1.20.2",
                "True",
                DateTimeOffset.UnixEpoch,
                DateTimeOffset.UnixEpoch
            )
        );

    private static HttpClient Client(SimulatedKubernetesApi api) => new() { BaseAddress = api.Uri };

    private static Task<HttpResponseMessage> GetAsync(HttpClient http, string path) =>
        http.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);

    private static async Task<JsonElement> JsonAsync(HttpClient http, string path)
    {
        using var response = await GetAsync(http, path);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await BodyAsync(response);
    }

    private static async Task<JsonElement> BodyAsync(HttpResponseMessage response) =>
        JsonDocument.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement;

    private static IEnumerable<string> Names(JsonElement list) =>
        list.GetProperty("items").EnumerateArray().Select(Name);

    private static string Name(JsonElement item) => item.GetProperty("metadata").GetProperty("name").GetString()!;

    private async Task<SimulatedKubernetesApi> StartAsync(SimulatedKubernetesOptions? options = null)
    {
        var api = await SimulatedKubernetesApi.StartAsync(
            options ?? new SimulatedKubernetesOptions(),
            _time,
            TestContext.Current.CancellationToken
        );
        foreach (var name in new[] { "n1", "n2", "n3" })
        {
            AddNode(api, name);
        }

        return api;
    }

    private async Task<T> AdvanceUntilAsync<T>(Task<T> awaited, TimeSpan step)
    {
        _time.Advance(step);
        while (!awaited.IsCompleted)
        {
            // The clock advances no faster than real time. A response takes milliseconds, and a faster clock would end the watch meanwhile.
            await Task.Delay(1, TestContext.Current.CancellationToken);
            _time.Advance(TimeSpan.FromMilliseconds(1));
        }

        return await awaited;
    }
}
