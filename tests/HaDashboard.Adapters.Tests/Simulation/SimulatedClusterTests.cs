using System.Diagnostics;
using System.Text.Json;
using HaDashboard.Simulation.Cluster;
using HaDashboard.Simulation.HaProxy;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace HaDashboard.Adapters.Tests.Simulation;

public sealed class SimulatedClusterTests
{
    private readonly FakeTimeProvider _time = new(
        DateTimeOffset.Parse("2026-11-22T12:00:00Z", System.Globalization.CultureInfo.InvariantCulture)
    );

    [Fact]
    public async Task NewCluster_HasThreeMastersAndTwoWorkers_AllReady()
    {
        await using var cluster = await StartAsync();

        var nodes = await ListAsync(cluster, "/api/v1/nodes");
        var pods = await ListAsync(cluster, "/api/v1/namespaces/kube-system/pods?labelSelector=tier=control-plane");

        Assert.Equal(["k8smaster1", "k8smaster2", "k8smaster3", "k8sworker1", "k8sworker2"], nodes.Select(Name));
        Assert.All(nodes, node => Assert.Equal("True", Condition(node, "Ready")));
        Assert.Equal(12, pods.Count);
        Assert.Equal(cluster.Faults.Count, cluster.Faults.DistinctBy(f => f.Id).Count());
    }

    [Fact]
    public async Task ApiServerStop_ServerIsDownEverywhereAndPodCrashes_UntilCleared()
    {
        await using var cluster = await StartAsync();
        await cluster.PlayAsync("apiserver-stop.k8smaster2");
        _time.Advance(TimeSpan.FromSeconds(8));

        foreach (var node in cluster.Nodes)
        {
            Assert.Equal(
                ("DOWN", "UP"),
                (await StatusAsync(cluster, node, "master2"), await StatusAsync(cluster, node, "master1"))
            );
        }

        var pod = await PodAsync(cluster, "kube-apiserver-k8smaster2");
        Assert.Equal(
            "CrashLoopBackOff",
            pod.GetProperty("state").GetProperty("waiting").GetProperty("reason").GetString()
        );
        var restarts = pod.GetProperty("restartCount").GetInt32();
        _time.Advance(TimeSpan.FromSeconds(30));
        Assert.True(
            (await PodAsync(cluster, "kube-apiserver-k8smaster2")).GetProperty("restartCount").GetInt32() > restarts
        );

        await cluster.ClearAllAsync();
        _time.Advance(TimeSpan.FromSeconds(8));
        Assert.Equal("UP", await StatusAsync(cluster, cluster.Nodes[4], "master2"));
        Assert.True((await PodAsync(cluster, "kube-apiserver-k8smaster2")).GetProperty("ready").GetBoolean());
        Assert.Empty(cluster.Active);
    }

    [Fact]
    public async Task ApiServerHang_HaProxyStillShowsUp()
    {
        await using var cluster = await StartAsync();
        await cluster.PlayAsync("apiserver-hang.k8smaster3");
        _time.Advance(TimeSpan.FromSeconds(8));

        Assert.Equal("UP", await StatusAsync(cluster, cluster.Nodes[0], "master3"));
        Assert.False((await PodAsync(cluster, "kube-apiserver-k8smaster3")).GetProperty("ready").GetBoolean());
    }

    [Fact]
    public async Task Partition_AffectsOneNodeAndOneServer()
    {
        await using var cluster = await StartAsync();
        await cluster.PlayAsync("partition.k8sworker1.k8smaster3");
        _time.Advance(TimeSpan.FromSeconds(12));

        foreach (var node in cluster.Nodes)
        {
            Assert.Equal(node.Name == "k8sworker1" ? "DOWN" : "UP", await StatusAsync(cluster, node, "master3"));
        }
    }

    [Fact]
    public async Task HaProxyStop_NodeBecomesNotReady_AndReadyAgainAfterwards()
    {
        await using var cluster = await StartAsync();
        await cluster.PlayAsync("haproxy-stop.k8sworker2");
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal("True", Condition((await ListAsync(cluster, "/api/v1/nodes"))[4], "Ready"));
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal("Unknown", Condition((await ListAsync(cluster, "/api/v1/nodes"))[4], "Ready"));

        await cluster.ClearAsync("haproxy-stop.k8sworker2");
        Assert.Equal("True", Condition((await ListAsync(cluster, "/api/v1/nodes"))[4], "Ready"));
    }

    [Fact]
    public async Task AllApiServersStopped_ApiIsUnreachable()
    {
        await using var cluster = await StartAsync();
        foreach (var master in cluster.Nodes.Where(n => n.IsMaster))
        {
            await cluster.PlayAsync($"apiserver-stop.{master.Name}");
        }

        await Assert.ThrowsAnyAsync<HttpRequestException>(() => ListAsync(cluster, "/api/v1/nodes"));
        await cluster.ClearAsync("apiserver-stop.k8smaster1");
        Assert.Equal(5, (await ListAsync(cluster, "/api/v1/nodes")).Count);
    }

    [Fact]
    public async Task ReloadCommand_RunsAsProcessAndStartsNewWorker()
    {
        await using var cluster = await StartAsync();
        var node = cluster.Nodes[3];
        var before = cluster.HaProxy(node.Name).Pid;

        Assert.Equal((0, ""), await RunAsync(node.ReloadCommand));

        Assert.NotEqual(before, cluster.HaProxy(node.Name).Pid);
    }

    [Fact]
    public async Task InvalidFile_IsRefusedByCheckAndReloadWithItsLine_AndWorkerKeepsRunning()
    {
        await using var cluster = await StartAsync();
        var node = cluster.Nodes[3];
        Assert.Equal((0, "Configuration file is valid\n"), await RunAsync(node.CheckCommand));
        await cluster.PlayAsync("break-config.k8sworker1");
        var before = cluster.HaProxy(node.Name).Pid;

        var check = await RunAsync(node.CheckCommand);
        var reload = await RunAsync(node.ReloadCommand);

        Assert.Equal((1, 1), (check.ExitCode, reload.ExitCode));
        Assert.Contains(
            $"parsing [{node.ConfigFile}:23] : unknown keyword 'sever' in 'backend' section",
            check.Output,
            StringComparison.Ordinal
        );
        Assert.Contains(":23]", reload.Output, StringComparison.Ordinal);
        Assert.Equal(before, cluster.HaProxy(node.Name).Pid);
    }

    [Fact]
    public async Task StoppedHaProxyWithInvalidFile_StaysStopped_UntilFileIsRepaired()
    {
        await using var cluster = await StartAsync();
        await cluster.PlayAsync("haproxy-stop.k8sworker1");
        await cluster.PlayAsync("break-config.k8sworker1");

        await cluster.ClearAsync("haproxy-stop.k8sworker1");
        Assert.False(cluster.HaProxy("k8sworker1").Running);

        await cluster.ClearAsync("break-config.k8sworker1");
        Assert.True(cluster.HaProxy("k8sworker1").Running);
    }

    [Fact]
    public async Task Scripts_DirectoryWithSpecialCharacters_Work()
    {
        var directory = Directory.CreateTempSubdirectory("had it's \"$HOME\" `x` ");
        try
        {
            var config = Path.Combine(directory.FullName, "haproxy.cfg");
            await File.WriteAllTextAsync(config, ProxyBench.Configuration, TestContext.Current.CancellationToken);
            var box = Path.Combine(directory.FullName, "box");
            NodeScripts.Write(directory.FullName, "it's me", config, box);
            await using var mailbox = new ReloadMailbox(box, node => new ReloadResult(7, $"no {node}\n"));

            Assert.Equal(
                (0, "Configuration file is valid\n"),
                await RunAsync(ShellQuote.Word(Path.Combine(directory.FullName, "check")))
            );
            Assert.Equal(
                (7, "no it's me\n"),
                await RunAsync(ShellQuote.Word(Path.Combine(directory.FullName, "reload")))
            );
            Assert.Empty(Directory.EnumerateFiles(box));
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task SocketHang_AcceptsWithoutResponse_AndRespondsAgainAfterwards()
    {
        await using var cluster = await StartAsync();
        await cluster.PlayAsync("socket-hang.k8smaster1");
        using var client = await ProxyBench.Client.ConnectAsync(cluster.Nodes[0].SocketPath);
        await client.SendAsync("show version\n");
        var reading = client.ReadToEndAsync();
        Assert.Equal("UP", await StatusAsync(cluster, cluster.Nodes[1], "master1"));
        Assert.False(reading.IsCompleted);

        await cluster.ClearAllAsync();
        Assert.Equal("UP", await StatusAsync(cluster, cluster.Nodes[0], "master1"));
    }

    [Fact]
    public async Task ReloadWithoutEffect_ReportsSuccess()
    {
        await using var cluster = await StartAsync();
        var node = cluster.Nodes[0];
        await cluster.PlayAsync("reload-noop.k8smaster1");
        var before = cluster.HaProxy(node.Name).Pid;

        Assert.Equal(0, (await RunAsync(node.ReloadCommand)).ExitCode);

        Assert.Equal(before, cluster.HaProxy(node.Name).Pid);
    }

    [Fact]
    public async Task RemovedServer_IsMissing_AndReturnsAfterwards()
    {
        await using var cluster = await StartAsync();
        await cluster.PlayAsync("drop-server.k8sworker1.master2");
        Assert.DoesNotContain("master2", await AskAsync(cluster.Nodes[3], "show stat"), StringComparison.Ordinal);

        await cluster.ClearAsync("drop-server.k8sworker1.master2");
        Assert.Contains("master2", await AskAsync(cluster.Nodes[3], "show stat"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task EveryFault_CanBeAppliedAndCleared_WithoutRemainingEffect()
    {
        await using var cluster = await StartAsync();
        foreach (var fault in cluster.Faults)
        {
            await cluster.PlayAsync(fault.Id);
            await cluster.PlayAsync(fault.Id);
            Assert.Equal([fault.Id], cluster.Active);
            await cluster.ClearAsync(fault.Id);
            await cluster.ClearAsync(fault.Id);
        }

        _time.Advance(TimeSpan.FromSeconds(20));
        foreach (var node in cluster.Nodes)
        {
            foreach (var server in new[] { "master1", "master2", "master3" })
            {
                Assert.Equal("UP", await StatusAsync(cluster, node, server));
            }
        }

        Assert.All(await ListAsync(cluster, "/api/v1/nodes"), item => Assert.Equal("True", Condition(item, "Ready")));
    }

    [Fact]
    public async Task Story_RunsItsSteps_PausesForUserFault_AndResumes()
    {
        await using var cluster = await StartAsync(new SimulatedClusterOptions { PlayStory = true });
        await _time.AdvanceUntilAsync(TimeSpan.FromMilliseconds(250), () => cluster.Active.Count == 1);
        Assert.Equal(["apiserver-stop.k8smaster2"], cluster.Active);

        await cluster.PlayAsync("maint.k8smaster1.master3");
        Assert.Equal(["maint.k8smaster1.master3"], cluster.Active);
        _time.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal(["maint.k8smaster1.master3"], cluster.Active);

        await cluster.ClearAllAsync();
        cluster.Story.Resume();
        await _time.AdvanceUntilAsync(TimeSpan.FromMilliseconds(250), () => cluster.Active.Count == 1);
        Assert.Equal(["partition.k8sworker1.k8smaster3"], cluster.Active);
    }

    [Fact]
    public async Task Story_UsesExistingFaultsOnly_ForAboutFourMinutes()
    {
        await using var cluster = await StartAsync();

        var known = cluster.Faults.Select(fault => fault.Id).ToHashSet();
        Assert.All(Story.Steps, step =>
            Assert.True(step.FaultId is null || known.Contains(step.FaultId), step.FaultId)
        );
        Assert.InRange(Story.Steps.Sum(step => step.Duration.TotalSeconds), 210, 270);
    }

    [Fact]
    public async Task Dispose_DeletesAllFiles()
    {
        var cluster = await StartAsync(new SimulatedClusterOptions { PlayStory = true });
        var root = Path.GetDirectoryName(Path.GetDirectoryName(cluster.Nodes[0].SocketPath))!;
        Assert.True(Directory.Exists(root));
        Assert.All(cluster.Nodes, node => Assert.InRange(node.SocketPath.Length, 1, 100));

        await cluster.DisposeAsync();

        Assert.False(Directory.Exists(root));
    }

    private static async Task<(int ExitCode, string Output)> RunAsync(string command)
    {
        using var process = Process.Start(
            new ProcessStartInfo("/bin/sh", ["-c", command])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output + await errors);
    }

    private static async Task<string> StatusAsync(SimulatedCluster cluster, SimulatedNode node, string server)
    {
        Assert.Contains(node, cluster.Nodes);
        return ProxyBench.Row(await AskAsync(node, "show stat"), server)["status"];
    }

    private static async Task<string> AskAsync(SimulatedNode node, string command)
    {
        using var client = await ProxyBench.Client.ConnectAsync(node.SocketPath);
        await client.SendAsync(command + "\n");
        return await client.ReadToEndAsync();
    }

    private static async Task<List<JsonElement>> ListAsync(SimulatedCluster cluster, string path)
    {
        using var http = new HttpClient { BaseAddress = cluster.KubernetesUri };
        var text = await http.GetStringAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
        return [.. JsonDocument.Parse(text).RootElement.GetProperty("items").EnumerateArray()];
    }

    private static async Task<JsonElement> PodAsync(SimulatedCluster cluster, string name) =>
        (await ListAsync(cluster, $"/api/v1/namespaces/kube-system/pods?fieldSelector=metadata.name={name}"))
            .Single()
            .GetProperty("status")
            .GetProperty("containerStatuses")[0];

    private static string Name(JsonElement item) => item.GetProperty("metadata").GetProperty("name").GetString()!;

    private static string Condition(JsonElement item, string type) =>
        item.GetProperty("status")
            .GetProperty("conditions")
            .EnumerateArray()
            .Single(condition => condition.GetProperty("type").GetString() == type)
            .GetProperty("status")
            .GetString()!;

    private async Task<SimulatedCluster> StartAsync(SimulatedClusterOptions? options = null)
    {
        var cluster = await SimulatedCluster.StartAsync(
            options ?? new SimulatedClusterOptions(),
            _time,
            TestContext.Current.CancellationToken
        );
        _time.Advance(TimeSpan.FromSeconds(3));
        return cluster;
    }
}
