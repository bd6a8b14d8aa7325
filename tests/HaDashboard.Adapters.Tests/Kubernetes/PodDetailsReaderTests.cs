using System.Text.Json.Nodes;
using CsCheck;
using HaDashboard.Adapters.Kubernetes.Api;
using HaDashboard.Adapters.Kubernetes.Pods;
using HaDashboard.Adapters.Kubernetes.Watching;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Simulation.Kubernetes;
using Xunit;

namespace HaDashboard.Adapters.Tests.Kubernetes;

/// <summary>What is read on demand, from the simulated API on a real port.</summary>
public sealed class PodDetailsReaderTests : IAsyncLifetime
{
    private const string Name = "etcd-master1";
    private static readonly PodLog Log = new("kube-system", Name, "etcd", "master1");
    private static readonly DateTimeOffset Start = DateTimeOffset.UtcNow.AddMinutes(-2);

    private SimulatedKubernetesApi _api = null!;
    private PodDetailsReader _reader = null!;
    private ApiRoute _route = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _api = await SimulatedKubernetesApi.StartAsync(
            new SimulatedKubernetesOptions(),
            TimeProvider.System,
            Cancelled
        );
        _api.Objects.Set(Pod());
        _route = new ApiRoute(new Connector(() => new ApiConnection(new SocketsHttpHandler(), _api.Uri, null)));
        _reader = new PodDetailsReader(
            _route,
            new WatchTiming { Answer = TimeSpan.FromSeconds(2) },
            TimeProvider.System
        );
    }

    public async ValueTask DisposeAsync()
    {
        _route.Dispose();
        await _api.DisposeAsync();
    }

    [Fact]
    public async Task ExistingLines_AreRead_WithTheirTimes_AsText()
    {
        Write("one", "\u001b[31mtwo\u001b[0m", "<b>three</b>");

        var lines = await AllAsync(new LogOptions());

        Assert.Equal(["one", "two", "<b>three</b>"], lines.Select(line => line.Text));
        Assert.Equal(Start.AddSeconds(1).Ticks, lines[0].At!.Value.Ticks);
    }

    [Fact]
    public async Task Follow_ReturnsExistingThenNewLines_EachOnce_AndClosesItsStream()
    {
        Write("one", "two");
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        await using var lines = _reader
            .FollowLogAsync(Log, new LogOptions(Follow: true), stop.Token)
            .GetAsyncEnumerator(stop.Token);

        Assert.Equal("one", await NextAsync(lines));
        Assert.Equal("two", await NextAsync(lines));
        Assert.Same(LogLine.UpToHere, await lines.MoveNextAsync() ? lines.Current : null);
        var next = lines.MoveNextAsync().AsTask();
        await Eventually.TrueAsync(() => _api.LogStreams == 1, "a stream is open");
        _api.Logs.Append(Name, "etcd", DateTimeOffset.UtcNow, "three");
        Assert.True(await next.WaitAsync(TimeSpan.FromSeconds(20), Cancelled));
        Assert.Equal("three", lines.Current.Text);

        var after = lines.MoveNextAsync().AsTask();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => after);
        await lines.DisposeAsync();
        await Eventually.TrueAsync(() => _api.LogStreams == 0, "no stream is open");
    }

    [Fact]
    public async Task Follow_ContainerWithoutOutput_IsNoFailure()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        await using var lines = _reader
            .FollowLogAsync(Log, new LogOptions(Follow: true), stop.Token)
            .GetAsyncEnumerator(stop.Token);
        Assert.True(await lines.MoveNextAsync());
        var next = lines.MoveNextAsync().AsTask();

        await Task.Delay(TimeSpan.FromSeconds(3), Cancelled); // longer than the timeout of an answer
        Assert.False(next.IsCompleted);
        _api.Logs.Append(Name, "etcd", DateTimeOffset.UtcNow, "at last");

        Assert.True(await next.WaitAsync(TimeSpan.FromSeconds(20), Cancelled));
        Assert.Equal("at last", lines.Current.Text);
    }

    [Fact]
    public async Task Follow_EndsWithTheContainer()
    {
        Write("one");
        var reading = AllAsync(new LogOptions(Follow: true));
        await Eventually.TrueAsync(() => _api.LogStreams == 1, "a stream is open");

        _api.Logs.Restart(Name, "etcd");

        Assert.Equal(
            ["one", ""],
            (await reading.WaitAsync(TimeSpan.FromSeconds(20), Cancelled)).Select(line => line.Text)
        );
    }

    [Fact]
    public async Task Previous_ReturnsTheLogOfThePreviousRun()
    {
        Write("before");
        _api.Logs.Restart(Name, "etcd");
        Write("now");

        Assert.Equal(
            ["before"],
            (await AllAsync(new LogOptions(Follow: true, Previous: true))).Select(line => line.Text)
        );
    }

    [Fact]
    public async Task Previous_Missing_IsExplained()
    {
        var failure = await FailsAsync(new LogOptions(Previous: true));

        Assert.Equal(FailureKind.Other, failure.Kind);
        Assert.StartsWith(
            "There is no previous log: the container etcd has not exited since etcd-master1 was created",
            failure.Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Limits_KeepTheNewestLines_AndTruncateTheLongest()
    {
        Write([.. Enumerable.Range(0, 2500).Select(i => i == 2499 ? new string('x', 100_000) : $"{i}")]);

        var lines = await AllAsync(new LogOptions());

        Assert.Equal(LogOptions.MostLines, lines.Count);
        Assert.Equal("500", lines[0].Text);
        Assert.True(lines[^1] is { IsCut: true, Text.Length: <= LogText.LongestLine + 1 });
        Assert.False(lines[^2].IsCut);
    }

    [Fact]
    public async Task Since_RequestsOnlyNewerLines()
    {
        _api.Logs.Append(Name, "etcd", DateTimeOffset.UtcNow.AddHours(-2), "old");
        _api.Logs.Append(Name, "etcd", DateTimeOffset.UtcNow, "new");

        Assert.Equal(
            ["new"],
            (await AllAsync(new LogOptions(Since: TimeSpan.FromMinutes(5)))).Select(line => line.Text)
        );
    }

    [Fact]
    public async Task Forbidden_NamesThePermission()
    {
        _api.Fault = KubernetesFault.Forbidden;

        var failure = await FailsAsync(new LogOptions());

        Assert.Equal(FailureKind.Forbidden, failure.Kind);
        Assert.Contains("cannot get resource \"pods/log\"", failure.Message, StringComparison.Ordinal);
        Assert.EndsWith("grant get on pods/log in kube-system.", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task KubeletUnreachable_NamesTheKubeletAndTheCause()
    {
        _api.KubeletError = (_, address) => $"dial tcp {address}:10250: connect: connection refused";

        var failure = await FailsAsync(new LogOptions(Follow: true));

        Assert.Equal(FailureKind.HostUnreachable, failure.Kind);
        Assert.StartsWith(
            "The API can't reach the kubelet of master1: dial tcp ",
            failure.Message,
            StringComparison.Ordinal
        );
        Assert.Contains("connection refused", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(
        403,
        "Forbidden (user=kube-apiserver-kubelet-client, verb=get, resource=nodes, subresource=proxy)",
        "system:kubelet-api-admin"
    )]
    [InlineData(500, "no preferred addresses found; known addresses: []", "can't reach the kubelet of master1")]
    [InlineData(
        502,
        "Get https://10.0.0.1:10250/containerLogs/a/b/c: x509: certificate signed by unknown authority",
        "can't reach the kubelet of master1: x509"
    )]
    [InlineData(
        400,
        "container \"etcd\" in pod \"etcd-master1\" is waiting to start: ContainerCreating",
        "waiting to start"
    )]
    public void ReasonsOfOtherServerVersions_AreExplained(int code, string reason, string words) =>
        Assert.Contains(words, LogProblem.Of(Log, code, reason)!.Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(KubernetesFault.Hang, FailureKind.Timeout)]
    [InlineData(KubernetesFault.Down, FailureKind.ConnectionLost)]
    [InlineData(KubernetesFault.InternalError, FailureKind.ServerError)]
    public async Task ApiFault_EndsEveryReadInTime(KubernetesFault fault, FailureKind kind)
    {
        _api.Fault = fault;

        Assert.Equal(kind, (await FailsAsync(new LogOptions(Follow: true))).Kind);
        Assert.Equal(
            kind,
            (
                await Assert.ThrowsAsync<SourceFailureException>(() => _reader.GetAsync("kube-system", Name, Cancelled))
            ).Kind
        );
        Assert.Equal(
            kind,
            (
                await Assert.ThrowsAsync<SourceFailureException>(() =>
                    _reader.EventsAsync("kube-system", Name, Cancelled)
                )
            ).Kind
        );
    }

    [Fact]
    public async Task Events_WarningsFirst_OfThisPodAlone()
    {
        _api.Objects.Set(
            KubernetesObjects.Event(
                "Pod",
                Name,
                "Warning",
                "BackOff",
                "Back-off restarting failed container",
                "kubelet",
                Start
            )
        );
        _api.Objects.Set(
            KubernetesObjects.Event(
                "Pod",
                Name,
                "Normal",
                "Started",
                "Started container etcd",
                "kubelet",
                Start.AddMinutes(1)
            )
        );
        _api.Objects.Set(KubernetesObjects.Event("Pod", "another", "Warning", "Unhealthy", "", "kubelet", Start));

        var events = await _reader.EventsAsync("kube-system", Name, Cancelled);

        Assert.Equal(["BackOff", "Started"], events.Events.Select(e => e.Reason));
        Assert.True(events.Events[0] is { IsWarning: true, Count: 1, FirstSeen: not null, LastSeen: not null });
        Assert.Equal("kubelet", events.Events[0].Source);
        Assert.False(events.IsCut);
    }

    [Fact]
    public async Task Details_HaveCommandMountsAndResources_AndNoSecretIsRequested()
    {
        var details = await _reader.GetAsync("kube-system", Name, Cancelled);

        var container = Assert.Single(details.Containers);
        Assert.Contains("--trusted-ca-file=/etc/kubernetes/pki/etcd/ca.crt", container.CommandLine);
        Assert.Contains(container.Mounts, mount =>
            mount is { Path: "/var/lib/etcd", Source: "hostPath /var/lib/etcd" }
        );
        Assert.Contains("kind: Pod\n", details.Yaml, StringComparison.Ordinal);
        Assert.DoesNotContain("managedFields", details.Yaml, StringComparison.Ordinal);
        Assert.DoesNotContain(_api.RequestLog, asked => asked.Contains("secrets", StringComparison.Ordinal));
    }

    [Fact]
    public async Task DeletedPod_IsReported()
    {
        var failure = await Assert.ThrowsAsync<SourceFailureException>(() =>
            _reader.GetAsync("kube-system", "gone", Cancelled)
        );

        Assert.Contains("pods \"gone\" not found", failure.Message, StringComparison.Ordinal);
    }

    /// <summary>No secret in any part of a pod, in any quoting, is returned.</summary>
    [Fact]
    public void GeneratedPod_NoSecretIsReturned()
    {
        var secret = Gen.String[Gen.Char["abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789+/_-."], 12, 40]
            .Where(s => !s.StartsWith('-') && s.Any(char.IsLetter));
        Gen.Select(secret, Gen.Int[0, 9], Gen.Bool)
            .Sample(
                (value, where, quoted) =>
                {
                    var marked = $"zq{value}qz"; // occurs nowhere else
                    var pod = Pod();
                    var container = pod["spec"]!["containers"]![0]!.AsObject();
                    var spoken = quoted ? $"'{marked} and {marked}'" : marked;
                    switch (where)
                    {
                        case 0:
                            container["env"] = new JsonArray(new JsonObject { ["name"] = "PLAIN", ["value"] = marked });
                            break;
                        case 1:
                            container["command"]!.AsArray().Add($"--token={marked}");
                            break;
                        case 2:
                            container["command"]!.AsArray().Add("--db-password");
                            container["args"] = new JsonArray(marked);
                            break;
                        case 3:
                            container["args"] = new JsonArray("-c", $"export API_KEY={spoken}; exec tool");
                            break;
                        case 4:
                            container["args"] = new JsonArray($"curl -H 'Authorization: Bearer {marked}' https://x");
                            break;
                        case 5:
                            pod["metadata"]!["annotations"] = new JsonObject
                            {
                                ["kubectl.kubernetes.io/last-applied-configuration"] = $"{{\"env\":\"{marked}\"}}",
                                ["x/token"] = marked,
                            };
                            break;
                        case 6:
                            container["livenessProbe"] = new JsonObject
                            {
                                ["httpGet"] = new JsonObject
                                {
                                    ["httpHeaders"] = new JsonArray(
                                        new JsonObject { ["name"] = "X", ["value"] = marked }
                                    ),
                                },
                            };
                            break;
                        case 7:
                            container["lifecycle"] = new JsonObject
                            {
                                ["postStart"] = new JsonObject
                                {
                                    ["exec"] = new JsonObject
                                    {
                                        ["command"] = new JsonArray("tool", "--secret", marked),
                                    },
                                },
                            };
                            break;
                        case 8:
                            container["args"] = new JsonArray($"postgres://user:{marked.Replace('/', '_')}@db/x");
                            marked = marked.Replace('/', '_');
                            break;
                        default:
                            pod["spec"]!["volumes"]!
                                .AsArray()
                                .Add(
                                    new JsonObject
                                    {
                                        ["name"] = "v",
                                        ["csi"] = new JsonObject
                                        {
                                            ["volumeAttributes"] = new JsonObject { ["accessToken"] = marked },
                                        },
                                    }
                                );
                            break;
                    }

                    var details = PodDetailsMapper.Map(pod, Start);

                    Assert.DoesNotContain(marked, details.Yaml, StringComparison.Ordinal);
                    Assert.DoesNotContain(
                        details.Containers.SelectMany(c =>
                            c.CommandLine.Concat(c.Environment.Select(e => e.Value.ToString()))
                        ),
                        shown => shown.Contains(marked, StringComparison.Ordinal)
                    );
                },
                iter: 2000
            );
    }

    private static JsonObject Pod()
    {
        var pod = WatchBench.PodJson(Name);
        pod["spec"]!["nodeName"] = "master1";
        pod["spec"]!["volumes"] = new JsonArray(
            new JsonObject
            {
                ["name"] = "etcd-data",
                ["hostPath"] = new JsonObject { ["path"] = "/var/lib/etcd" },
            }
        );
        pod["spec"]!["containers"]![0]!["volumeMounts"] = new JsonArray(
            new JsonObject { ["name"] = "etcd-data", ["mountPath"] = "/var/lib/etcd" }
        );
        return pod;
    }

    private static async Task<string> NextAsync(IAsyncEnumerator<LogLine> lines) =>
        await lines.MoveNextAsync() ? lines.Current.Text : "(the end)";

    private void Write(params string[] lines)
    {
        for (var i = 0; i < lines.Length; i++)
        {
            _api.Logs.Append(Name, "etcd", Start.AddSeconds(1).AddMilliseconds(i), lines[i]);
        }
    }

    private async Task<List<LogLine>> AllAsync(LogOptions options)
    {
        var all = new List<LogLine>();
        await foreach (var line in _reader.FollowLogAsync(Log, options, Cancelled))
        {
            all.Add(line);
        }

        return all;
    }

    private Task<SourceFailureException> FailsAsync(LogOptions options) =>
        Assert.ThrowsAsync<SourceFailureException>(() =>
            AllAsync(options).WaitAsync(TimeSpan.FromSeconds(20), Cancelled)
        );
}
