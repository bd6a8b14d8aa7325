using System.Text;
using HaDashboard.Adapters.HaProxy.Parsing;
using HaDashboard.Core.Facts.Sources;
using Xunit;

namespace HaDashboard.Adapters.Tests.HaProxy;

public sealed class ShowProcParserTests
{
    public static TheoryData<string> Versions => Captured.EachVersion();

    [Theory]
    [MemberData(nameof(Versions))]
    public void Parse_AfterTheStart_OneWorkerAndNothingElse(string version)
    {
        var master = ShowProcParser.Parse(Captured.Reply(version, "master-show-proc.txt"));
        Assert.Equal((16, 0, false), (master.Pid, master.Reloads, master.LastReloadFailed));
        Assert.Equal((18, 0, 1), (master.Serving!.Pid, master.Serving.Reloads, master.Listed.Length));
        Assert.StartsWith(version, master.Serving.Version, StringComparison.Ordinal);
        Assert.Empty(master.Leaving);
    }

    [Theory]
    [InlineData("2.4", 26, 22, 17, 2)]
    [InlineData("2.6", 28, 23, 17, 2)]
    [InlineData("2.8", 28, 23, 17, 2)]
    [InlineData("3.0", 28, 23, 16, 2)]
    [InlineData("3.2", 26, 22, 17, 3)]
    public void Parse_AfterAReload_TheOldWorkerIsLeaving_WhileTheNewOneRuns(
        string version,
        int serving,
        int leaving,
        int uptime,
        int since
    )
    {
        var master = ShowProcParser.Parse(Captured.Reply(version, "master-show-proc-with-old-worker-plain.txt"));
        Assert.Equal(serving, master.Serving!.Pid);
        var old = Assert.Single(master.Leaving);
        Assert.Equal((leaving, TimeSpan.FromSeconds(uptime)), (old.Pid, old.Uptime));
        Assert.Equal(TimeSpan.FromSeconds(since), master.LeavingFor(old));
        Assert.False(master.LastReloadFailed);
    }

    // 2.4 and 3.2 list the worker that continues to serve under "# old workers".
    [Theory]
    [InlineData("2.4", 32, null)]
    [InlineData("2.6", 36, 1)]
    [InlineData("2.8", 36, 1)]
    [InlineData("3.0", 36, 1)]
    [InlineData("3.2", 32, 1)]
    public void Parse_AfterAFailedReload_TheWorkerContinues_AndIsNotLeaving(string version, int serving, int? failed)
    {
        var master = ShowProcParser.Parse(Captured.Reply(version, "master-show-proc-after-bad.txt"));
        Assert.Equal((serving, failed, true), (master.Serving!.Pid, master.Failed, master.LastReloadFailed));
        Assert.Empty(master.Leaving);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Unknown command, but maybe one of the following ones is a better match:\n\n")]
    [InlineData("#<PID> <type> <reloads> <uptime> <version>\n# workers\n18 worker 0 0d00h00m07s 2.6.12\n\n")]
    [InlineData(
        "#<PID> <type> <reloads> <uptime> <version>\n16 master 0 [failed: 0] 0d00h00m07s 2.6.12\n# workers\n18 worker zero\n\n"
    )]
    public void Parse_OtherText_Throws(string reply) =>
        Assert.Equal(
            FailureKind.Malformed,
            Assert.Throws<SourceFailureException>(() => ShowProcParser.Parse(Encoding.UTF8.GetBytes(reply))).Kind
        );
}
