using HaDashboard.Adapters.Ssh.Sockets;
using Xunit;

namespace HaDashboard.Adapters.Tests.Ssh;

public sealed class UnixSocketPathTests
{
    [Theory]
    [InlineData("/run/haproxy/admin.sock")]
    [InlineData("/run/haproxy-master.sock")]
    [InlineData("/var/lib/x_1/..a/s")]
    public void Problem_ValidPath_ReturnsNull(string path) => Assert.Null(UnixSocketPath.Problem(path));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("run/haproxy/admin.sock")]
    [InlineData("/run/haproxy/")]
    [InlineData("/run/../etc/passwd")]
    [InlineData("/run/haproxy/..")]
    [InlineData("/run/a b")]
    [InlineData("/run/a;id")]
    [InlineData("/run/$(id)")]
    [InlineData("/run/`id`")]
    [InlineData("/run/a'b")]
    [InlineData("/run/a\nb")]
    [InlineData("/run/a,mode=777")]
    [InlineData("/run/é")]
    [InlineData("/run/a\0")]
    public void Problem_CharacterWithSpecialMeaning_ReturnsMessage(string? path) =>
        Assert.NotNull(UnixSocketPath.Problem(path));

    [Fact]
    public void Problem_PathLongerThanKernelLimit_ReturnsMessage()
    {
        Assert.Null(UnixSocketPath.Problem("/" + new string('a', 106)));
        Assert.NotNull(UnixSocketPath.Problem("/" + new string('a', 107)));
    }
}
