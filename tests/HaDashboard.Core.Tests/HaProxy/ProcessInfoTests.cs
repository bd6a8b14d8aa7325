using HaDashboard.Core.Facts.HaProxy;
using Xunit;

namespace HaDashboard.Core.Tests.HaProxy;

public sealed class ProcessInfoTests
{
    [Fact]
    public void IsSameWorker_NeedsPidAndStartTime()
    {
        var worker = A.Process(pid: 7, started: 100);
        Assert.True(worker.IsSameWorker(A.Process(pid: 7, started: 100, uptime: 50)));
        Assert.False(worker.IsSameWorker(A.Process(pid: 8, started: 100)));
        Assert.False(worker.IsSameWorker(A.Process(pid: 7, started: 200)));
    }

    // HAProxy before 2.4 reports no start time. In a container the PID is the same after each start.
    [Theory]
    [InlineData(100, 100, 0, true)]
    [InlineData(100, 160, 60, true)]
    [InlineData(160, 100, -60, true)] // the readings compared in the other order
    [InlineData(100, 158, 60, true)] // whole seconds, and a slow response
    [InlineData(100, 3, 60, false)]
    [InlineData(100, 110, 60, false)]
    [InlineData(0, 0, 60, false)]
    public void IsSameWorker_WithoutStartTime_ComparesPidAndUptime(int uptime, int later, int after, bool same)
    {
        var (first, second) = (Old(7, uptime, 0), Old(7, later, after));
        Assert.Equal(same, second.IsSameWorker(first));
        Assert.Equal(same, first.IsSameWorker(second));
        Assert.False(first.IsSameWorker(Old(8, later, after)));
    }

    [Fact]
    public void IsSameWorker_OnlyOneReportsItsStart_IsAnother() =>
        Assert.False(Old(7, 100, 0).IsSameWorker(A.Process(pid: 7, started: 100)));

    private static ProcessInfo Old(int pid, int uptime, int at) =>
        new("1.8.31", pid, uptime, false, A.Noon.AddSeconds(at), []);

    [Fact]
    public void Fields_AreReadByName_AndMissingOnesAreNull()
    {
        var info = A.Process(started: 100);
        Assert.Equal(100, info.Number("Start_time_sec"));
        Assert.Null(info.Text("Nonsense"));
        Assert.Null(info.Number("Nonsense"));
    }
}
