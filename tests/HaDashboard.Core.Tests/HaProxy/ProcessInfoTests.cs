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

    [Fact]
    public void Fields_AreReadByName_AndMissingOnesAreNull()
    {
        var info = A.Process(started: 100);
        Assert.Equal(100, info.Number("Start_time_sec"));
        Assert.Null(info.Text("Nonsense"));
        Assert.Null(info.Number("Nonsense"));
    }
}
