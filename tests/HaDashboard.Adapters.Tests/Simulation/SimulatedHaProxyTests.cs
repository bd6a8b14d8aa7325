using System.Net.Sockets;
using HaDashboard.Simulation.HaProxy;
using Xunit;

namespace HaDashboard.Adapters.Tests.Simulation;

public sealed class SimulatedHaProxyTests
{
    private static readonly TimeSpan Inter = TimeSpan.FromSeconds(2);

    public static TheoryData<string> Versions => ["2.6", "3.2"];

    [Theory, MemberData(nameof(Versions))]
    public async Task ShowStat_RightAfterStart_EqualsCapturedReplyByteForByte(string version)
    {
        await using var bench = new ProxyBench(Release(version));

        Assert.Equal(CapturedReplies.Read(version, "seed-initial-show-stat"), await bench.AskAsync("show stat"));
    }

    [Theory, MemberData(nameof(Versions))]
    public async Task ShowInfo_HasFieldsInCapturedOrder(string version)
    {
        await using var bench = new ProxyBench(Release(version));
        bench.Time.Advance(TimeSpan.FromSeconds(5));

        var captured = CapturedReplies.Read(version, "seed-show-info").Split('\n');
        var simulated = (await bench.AskAsync("show info")).Split('\n');

        Assert.Equal(captured.Select(Name), simulated.Select(Name));
        foreach (
            var same in new[]
            {
                "Version",
                "Pid",
                "Uptime",
                "Uptime_sec",
                "Stopping",
                "Start_time_sec",
                "node",
                "Maxconn",
            }
        )
        {
            Assert.Contains(captured.Single(line => Name(line) == same), simulated);
        }

        static string Name(string line) => line.Split(": ")[0];
    }

    [Theory, MemberData(nameof(Versions))]
    public async Task Prompt_ThreeCommandsOnOneLine_FramingEqualsCapture(string version)
    {
        var configuration = ProxyBench.Configuration.Replace(
            "1:6443 check",
            "1:6443 check weight 1",
            StringComparison.Ordinal
        );
        await using var bench = new ProxyBench(Release(version), configuration: configuration);
        await bench.AskAsync("set weight api-backend/master1 50");
        using var client = await bench.ConnectAsync();

        await client.SendAsync("prompt;show version;get weight api-backend/master1\n");
        var first = await client.ReadUntilAsync("50 (initial 1)\n\n> ");
        var second = await client.AskAsync("show version");
        await client.SendAsync("prompt\n");

        Assert.Equal(CapturedReplies.Read(version, "prompt-one-line"), first + second + await client.ReadToEndAsync());
    }

    [Fact]
    public async Task SetServer_InvalidState_RepliesWithHaProxysText()
    {
        await using var bench = new ProxyBench();

        Assert.Equal(
            CapturedReplies.Read("2.6", "set-server-state-bad"),
            await bench.AskAsync("set server api-backend/master1 state sleepy")
        );
        Assert.Equal("No such server.\n\n", await bench.AskAsync("set server api-backend/nope state maint"));
        Assert.Equal("No such backend.\n\n", await bench.AskAsync("set server nope/master1 state maint"));
        Assert.Equal("\n", await bench.AskAsync("set server api-backend/master1 state maint"));
        Assert.Equal(
            "[3]: Permission denied\n\n> ",
            await UserAsync(bench, "set server api-backend/master1 state ready")
        );
    }

    [Fact]
    public async Task CommandWithoutNewline_IsNotRun()
    {
        await using var bench = new ProxyBench();
        using var client = await bench.ConnectAsync();

        await client.SendAsync("prompt\nshow ver");
        Assert.Equal("\n> ", await client.ReadUntilAsync("\n> "));
        Assert.Equal("2.6.12-1+deb12u4\n\n> ", await client.AskAsync("sion"));
    }

    [Fact]
    public async Task RefusingServer_IsDownAfterFirstCheckAtStart_AndAfterThreeChecksLater()
    {
        await using var bench = new ProxyBench();
        bench.Time.Advance(Inter);
        Assert.Equal("UP", (await bench.ServerAsync("master2"))["status"]);

        var stopped = bench.Network.Add(Reachability.Refusing, (_, to) => to == "10.0.42.2");
        var seen = new List<string>();
        for (var i = 0; i < 4; i++)
        {
            bench.Time.Advance(Inter);
            seen.Add((await bench.ServerAsync("master2"))["status"]);
        }

        Assert.Equal(["UP 2/3", "UP 1/3", "DOWN", "DOWN"], seen);
        Assert.Equal("L4CON", (await bench.ServerAsync("master2"))["check_status"]);

        stopped.Dispose();
        bench.Time.Advance(Inter);
        Assert.Equal("DOWN 1/2", (await bench.ServerAsync("master2"))["status"]);
        bench.Time.Advance(Inter);
        var back = await bench.ServerAsync("master2");
        Assert.Equal(("UP", "1", "6"), (back["status"], back["chkdown"], back["downtime"]));
    }

    [Fact]
    public async Task DroppedPackets_CheckKeepsRunning_AndIsMarkedWithStar()
    {
        await using var bench = new ProxyBench();
        bench.Time.Advance(Inter);
        using var cut = bench.Network.Add(Reachability.Dropping, (from, to) => from == "lb1" && to == "10.0.42.3");
        bench.Time.Advance(TimeSpan.FromSeconds(11));

        var server = await bench.ServerAsync("master3");

        Assert.Equal(("DOWN", "* L4TOUT"), (server["status"], server["check_status"]));
    }

    [Fact]
    public async Task ClockAdvancedByAYear_DoesNotRunEveryCheck()
    {
        await using var bench = new ProxyBench(traffic: 1);
        bench.Time.Advance(TimeSpan.FromDays(365));

        var server = await bench.ServerAsync("master1");

        Assert.Equal("UP", server["status"]);
        Assert.InRange(
            int.Parse(server["stot"], System.Globalization.CultureInfo.InvariantCulture),
            10_000_000,
            11_000_000
        );
    }

    [Fact]
    public async Task Reload_OpenSessionStaysOnOldWorker_UntilClosed()
    {
        await using var bench = new ProxyBench();
        bench.Time.Advance(Inter);
        using var old = await bench.ConnectAsync();
        await old.AskAsync("prompt");
        await bench.AskAsync("set server api-backend/master2 state maint");

        Assert.Equal(0, bench.Proxy.Reload().ExitCode);
        using var stopped = bench.Network.Add(Reachability.Refusing, (_, to) => to == "10.0.42.1");
        bench.Time.Advance(TimeSpan.FromSeconds(12));

        var info = await old.AskAsync("show info");
        var stat = await old.AskAsync("show stat");
        Assert.Contains("\nPid: 16\n", info, StringComparison.Ordinal);
        Assert.Contains("\nStopping: 1\n", info, StringComparison.Ordinal);
        Assert.Equal("STOP", ProxyBench.Row(stat, "FRONTEND")["status"]);
        Assert.Equal("UP", ProxyBench.Row(stat, "master1")["status"]);
        Assert.Equal("Proxy is disabled.\n\n> ", await old.AskAsync("set server api-backend/master1 state drain"));

        var fresh = await bench.AskAsync("show info");
        Assert.Contains("\nPid: 17\n", fresh, StringComparison.Ordinal);
        Assert.Contains("\nStopping: 0\n", fresh, StringComparison.Ordinal);
        Assert.Equal("DOWN", (await bench.ServerAsync("master1"))["status"]);
        Assert.Equal("UP", (await bench.ServerAsync("master2"))["status"]);

        Assert.Equal(1, bench.Proxy.OldWorkers);
        await old.SendAsync("quit\n");
        Assert.Equal("", await old.ReadToEndAsync());
        await bench.Proxy.StopAsync();
        Assert.Equal(0, bench.Proxy.OldWorkers);
    }

    [Fact]
    public async Task Reload_InvalidFile_FailsWithLine_AndWorkerKeepsRunning()
    {
        await using var bench = new ProxyBench();
        await File.AppendAllTextAsync(
            bench.ConfigFile,
            "    bogus-keyword here\n",
            TestContext.Current.CancellationToken
        );

        var result = bench.Proxy.Reload();

        Assert.Equal(1, result.ExitCode);
        Assert.Contains(
            "haproxy.cfg:14] : unknown keyword 'bogus-keyword' in 'backend' section",
            result.Output,
            StringComparison.Ordinal
        );
        Assert.Equal(16, bench.Proxy.Pid);
    }

    [Fact]
    public async Task EleventhConnection_GetsNoResponse_UntilSlotIsFree()
    {
        await using var bench = new ProxyBench();
        var clients = new List<ProxyBench.Client>();
        for (var i = 0; i < 10; i++)
        {
            clients.Add(await bench.ConnectAsync());
            await clients[i].AskAsync("prompt");
        }

        using var eleventh = await bench.ConnectAsync();
        await eleventh.SendAsync("show version\n");
        var answer = eleventh.ReadToEndAsync();
        Assert.Equal("admin\n\n> ", await clients[9].AskAsync("show cli level"));
        Assert.False(answer.IsCompleted);

        clients[0].Dispose();

        Assert.Equal("2.6.12-1+deb12u4\n\n", await answer);
        clients.ForEach(client => client.Dispose());
    }

    [Fact]
    public async Task IdleSession_IsClosedAfterStatsTimeout_AndEachCommandRestartsTimeout()
    {
        await using var bench = new ProxyBench();
        using var client = await bench.ConnectAsync();
        await client.AskAsync("prompt");
        bench.Time.Advance(TimeSpan.FromSeconds(20));
        await client.AskAsync("show version");
        await client.AskAsync("show version");
        bench.Time.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal("admin\n\n> ", await client.AskAsync("show cli level"));

        var end = client.ReceiveAsync();
        await bench.Time.AdvanceUntilAsync(TimeSpan.FromSeconds(31), () => end.IsCompleted);

        Assert.Equal(0, await end);
    }

    [Fact]
    public async Task StoppedProcess_EndsSessionsAndRefusesConnections_UntilStarted()
    {
        await using var bench = new ProxyBench();
        using var client = await bench.ConnectAsync();
        await client.AskAsync("prompt");

        await bench.Proxy.StopAsync();

        Assert.Equal("", await client.ReadToEndAsync());
        var refused = await Assert.ThrowsAsync<SocketException>(bench.ConnectAsync);
        Assert.Equal(SocketError.ConnectionRefused, refused.SocketErrorCode);

        bench.Proxy.Start();
        Assert.Contains("Pid: 17\n", await bench.AskAsync("show info"), StringComparison.Ordinal);
    }

    /// <summary>The cells that contain only durations or traffic counters.</summary>
    private static readonly HashSet<string> Moving =
    [
        "scur",
        "smax",
        "stot",
        "bin",
        "bout",
        "lbtot",
        "rate",
        "rate_max",
        "connect",
        "lastchg",
        "downtime",
        "lastsess",
        "chkfail",
        "chkdown",
        "cli_abrt",
        "ttime",
        "ttime_max",
    ];

    [Theory]
    [InlineData("seed-show-stat", "master3", "refused")]
    [InlineData("seed-all-down-show-stat", "BACKEND", "all refused")]
    [InlineData("seed-all-maint-show-stat", "master1", "set server api-backend/master1 state maint")]
    [InlineData("seed-master1-drain-show-stat", "master1", "set server api-backend/master1 state drain")]
    [InlineData("seed-master2-maint-show-stat", "BACKEND", "set server api-backend/master2 state maint")]
    public async Task Row_EqualsCapture_ExceptVolatileCells(string captured, string row, string how)
    {
        await using var bench = new ProxyBench();
        using var refused = bench.Network.Add(Reachability.Refusing, (_, to) =>
            how == "all refused" || to == "10.0.42.3"
        );
        bench.Time.Advance(TimeSpan.FromSeconds(9));
        if (how.StartsWith("set", StringComparison.Ordinal))
        {
            Assert.Equal("\n", await bench.AskAsync(how));
        }

        var expected = ProxyBench.Row(CapturedReplies.Read("2.6", captured), row);
        var actual = ProxyBench.Row(await bench.AskAsync("show stat"), row);

        Assert.Equal(Still(expected), Still(actual));

        static IEnumerable<string> Still(Dictionary<string, string> cells) =>
            cells.Where(c => !Moving.Contains(c.Key)).Select(c => $"{c.Key}={c.Value}");
    }

    [Fact]
    public async Task ShowStatFault_AffectsOnlyShowStat()
    {
        await using var bench = new ProxyBench();
        bench.Proxy.Fault = new WireFault(WireFaultKind.ErrorText);
        Assert.Equal("Internal error, too many open files.\n\n", await bench.AskAsync("show stat"));
        Assert.Equal("2.6.12-1+deb12u4\n\n", await bench.AskAsync("show version"));

        bench.Proxy.Fault = new WireFault(WireFaultKind.Garbage);
        Assert.DoesNotContain("# pxname", await bench.AskAsync("show stat"), StringComparison.Ordinal);

        bench.Proxy.Fault = new WireFault(WireFaultKind.Endless);
        using var client = await bench.ConnectAsync();
        await client.SendAsync("show stat\n");
        for (var read = 0; read < 2_000_000; )
        {
            var more = await client.ReceiveAsync();
            Assert.True(more > 0);
            read += more;
        }
    }

    [Fact]
    public async Task SlowDrip_SendsCompleteReplyAtPaceOfClock()
    {
        await using var bench = new ProxyBench();
        bench.Proxy.Fault = new WireFault(WireFaultKind.SlowDrip, "show version");
        using var client = await bench.ConnectAsync();
        await client.SendAsync("show version\n");
        Assert.Equal(16, await client.ReceiveAsync());

        var rest = client.ReadToEndAsync();
        await bench.Time.AdvanceUntilAsync(TimeSpan.FromMilliseconds(100), () => rest.IsCompleted);

        Assert.Equal("\n\n", await rest);
    }

    [Fact]
    public async Task InvalidWeight_ReplyHasNoEmptyLine_AsInVersionsUpTo28()
    {
        await using var bench = new ProxyBench();
        Assert.Equal(
            CapturedReplies.Read("2.6", "set-weight-bad-nan"),
            await bench.AskAsync("set weight api-backend/master1 abc")
        );
        await using var newer = new ProxyBench(HaProxyRelease.Built32);
        Assert.Equal(
            "Empty weight string empty or preceded by garbage\n\n",
            await newer.AskAsync("set weight api-backend/master1 abc")
        );
    }

    [Fact]
    public async Task HalfReply_EndsAtRowWithoutEmptyLine()
    {
        await using var bench = new ProxyBench();
        bench.Proxy.Fault = new WireFault(WireFaultKind.HalfReply);

        var reply = await bench.AskAsync("show stat");

        Assert.EndsWith(",\n", reply, StringComparison.Ordinal);
        Assert.StartsWith("# pxname,", reply, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ShowStat_TenThousandServers_HasTenThousandRows()
    {
        var servers = string.Concat(
            Enumerable.Range(0, 10_000).Select(i => $"    server s{i} 10.1.{i / 250}.{i % 250}:6443 check\n")
        );
        await using var bench = new ProxyBench(traffic: 1, configuration: ProxyBench.Configuration + servers);
        bench.Time.Advance(TimeSpan.FromSeconds(10));

        var rows = (await bench.AskAsync("show stat")).Split('\n');

        Assert.Equal(10_003 + 2, rows.Count(row => row.StartsWith("api-", StringComparison.Ordinal)));
        Assert.Equal(
            10_003,
            rows.Count(row =>
                row.Contains(",UP,", StringComparison.Ordinal) && !row.Contains("BACKEND", StringComparison.Ordinal)
            )
        );
    }

    private static HaProxyRelease Release(string version) =>
        version == "2.6" ? HaProxyRelease.Debian26 : HaProxyRelease.Built32;

    private static async Task<string> UserAsync(ProxyBench bench, string command)
    {
        using var client = await bench.ConnectAsync();
        await client.AskAsync("prompt");
        await client.AskAsync("user");
        await client.AskAsync("set severity-output number");
        return await client.AskAsync(command);
    }
}
