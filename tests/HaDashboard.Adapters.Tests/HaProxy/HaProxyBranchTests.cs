using System.Text;
using HaDashboard.Adapters.HaProxy.Parsing;
using HaDashboard.Adapters.HaProxy.Polling;
using HaDashboard.Adapters.HaProxy.Readings;
using HaDashboard.Adapters.HaProxy.Runtime;
using HaDashboard.Core.Facts.HaProxy;
using Xunit;

namespace HaDashboard.Adapters.Tests.HaProxy;

/// <summary>Each branch from 1.8 on, by its own replies, through the readers that the dashboard uses.</summary>
public sealed class HaProxyBranchTests
{
    public static TheoryData<string> Branches { get; } = [.. Captured.OtherBranches];

    /// <summary>1.8 has no master CLI.</summary>
    public static TheoryData<string> BranchesWithMaster { get; } = [.. Captured.OtherBranches[1..]];

    [Theory]
    [MemberData(nameof(Branches))]
    public async Task Poll_ReadsTheWorkerAndEveryServer(string branch)
    {
        var haproxy = Serving(branch);
        await using var reader = new HaProxyReader(haproxy, "/s", TimeProvider.System);
        var reading = await PollAsync(reader);

        Assert.Equal(branch, HaProxyVersion.Of(reading.Process.Version)!.Value.ToString());
        Assert.False(reading.Process.Stopping);
        Assert.InRange(reading.Process.UptimeSeconds, 3, 60);
        Assert.Equal("lb1", reading.Process.Text("node"));
        Assert.NotNull(reading.Process.Number("CurrConns"));
        Assert.Equal(
            ["api-front", "api-backend", "echo", "nothing", "stats"],
            reading.Proxies.Select(p => p.Name.Value)
        );
        Assert.Equal("OPEN", reading.Find("api-front")!.Frontend!.Status);
        Assert.Equal(
            [
                ("master1", ServerOperationalState.Up),
                ("master2", ServerOperationalState.Up),
                ("master3", ServerOperationalState.Down),
                ("master4", ServerOperationalState.Maint),
                ("master5", ServerOperationalState.Drain),
            ],
            reading.Find("api-backend")!.Servers.Select(s => (s.Name.Value, s.Status.State))
        );
        Assert.Equal("127.0.0.1:26441", reading.Find("api-backend", "master1")!.Address);
        Assert.Equal("L4CON", reading.Find("api-backend", "master3")!.Check!.Code);
        Assert.Equal(10, reading.Find("api-backend", "master5")!.Weight);
    }

    [Theory]
    [MemberData(nameof(Branches))]
    public async Task Settings_AreReadOfEveryServer(string branch)
    {
        await using var reading = new SettingsReading(
            Serving(branch),
            "/s",
            TimeSpan.FromSeconds(5),
            TimeProvider.System
        );
        var servers = (await reading.ReadAsync(TestContext.Current.CancellationToken)).Servers;

        ServerRuntime Of(string path) => servers.Single(s => s.Path == path);
        Assert.Equal("127.0.0.1:26441", Of("api-backend/master1").Address);
        Assert.Equal(default, Of("api-backend/master1").Administration.Admin);
        Assert.Equal(ServerAdminState.ForcedMaintenance, Of("api-backend/master4").Administration.Admin);
        Assert.Equal(ServerAdminState.ForcedDrain, Of("api-backend/master5").Administration.Admin);
        Assert.Equal(10, Of("api-backend/master5").Administration.ConfiguredWeight);
        Assert.Equal(1, Of("api-backend/master2").Administration.ConfiguredWeight);
        Assert.NotEqual(1, Of("api-backend/master2").Administration.UserWeight);
        Assert.True(Of("api-backend/master1").Administration is { HasCheck: true, IsChecked: true, HasAgent: false });
        Assert.False(Of("api-backend/master5").Administration.HasCheck);
    }

    // The kept session stays with the replaced worker. 1.8 shows that by a table without rows only.
    [Theory]
    [MemberData(nameof(Branches))]
    public async Task Poll_AfterAReload_ReadsTheNewWorkerInTheSamePoll(string branch)
    {
        var haproxy = Serving(branch);
        await using var reader = new HaProxyReader(haproxy, "/s", TimeProvider.System);
        await PollAsync(reader);
        haproxy.Script = (session, command) =>
            (session, command) switch
            {
                (1, "show info") => Reply(branch, "old-conn-show-info.txt"),
                (1, "show stat") => Reply(branch, "old-conn-show-stat.txt"),
                _ => Answered(branch, command),
            };

        var reading = await PollAsync(reader);

        Assert.Equal(2, haproxy.Sessions.Count);
        Assert.True(haproxy.Sessions[0].IsDisposed);
        Assert.False(reading.Process.Stopping);
        Assert.Equal(5, reading.Proxies.Length);
    }

    [Theory]
    [MemberData(nameof(BranchesWithMaster))]
    public void Processes_OfTheMaster_AreRead(string branch)
    {
        var master = ShowProcParser.Parse(Captured.Reply(branch, "master-show-proc.txt"));
        Assert.Equal((0, 1, false), (master.Reloads, master.Listed.Length, master.LastReloadFailed));
        Assert.Equal(branch is "1.9" ? "" : branch, string.Join('.', master.Version.Split('.').Take(2)));
        Assert.InRange(master.Serving!.Uptime, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1));
        Assert.Empty(master.Leaving);

        var reloaded = ShowProcParser.Parse(Captured.Reply(branch, "master-show-proc-with-old-worker.txt"));
        Assert.Equal((1, master.Pid), (reloaded.Reloads, reloaded.Pid));
        Assert.NotEqual(master.Serving.Pid, reloaded.Serving!.Pid);
        Assert.Equal(master.Serving.Pid, Assert.Single(reloaded.Leaving).Pid);
    }

    private static FakeHaProxy Serving(string branch) =>
        new("lb1") { Script = (_, command) => Answered(branch, command) };

    private static Answer Answered(string branch, string command) =>
        command switch
        {
            "prompt" or "user" => Answer.Nothing,
            "show info" => Reply(branch, "show-info.txt"),
            "show stat" => Reply(branch, "show-stat.txt"),
            "show servers state" => Reply(branch, "show-servers-state.txt"),
            _ => Answer.Text($"Unknown command: '{command}'\n\n"),
        };

    private static Answer Reply(string branch, string name) =>
        Answer.Text(Encoding.Latin1.GetString(Captured.Reply(branch, name)));

    private static async Task<HaProxyReading> PollAsync(HaProxyReader reader)
    {
        using var deadline = new PollDeadline(
            TimeSpan.FromSeconds(5),
            TimeProvider.System,
            TestContext.Current.CancellationToken
        );
        return (await reader.ReadAsync(deadline)).Reading;
    }
}
