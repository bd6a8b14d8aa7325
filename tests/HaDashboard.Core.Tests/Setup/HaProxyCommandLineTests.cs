using HaDashboard.Core.Diagnosis.Setup;
using HaDashboard.Core.Facts.HaProxy.Configuration;
using Xunit;

namespace HaDashboard.Core.Tests.Setup;

/// <summary>Where an HAProxy has its files and sockets, by its command line and its configuration.</summary>
public sealed class HaProxyCommandLineTests
{
    [Theory]
    [InlineData(
        "/usr/sbin/haproxy -Ws -f /etc/haproxy/haproxy.cfg -p /run/haproxy.pid -S /run/haproxy-master.sock",
        "/etc/haproxy/haproxy.cfg",
        "/run/haproxy-master.sock"
    )]
    [InlineData(
        "haproxy -f a.cfg -f /etc/haproxy/conf.d -S /run/m.sock,level,admin -sf 12 13",
        "a.cfg /etc/haproxy/conf.d",
        "/run/m.sock"
    )]
    [InlineData("haproxy -D -- /etc/a.cfg /etc/b.cfg", "/etc/a.cfg /etc/b.cfg", null)]
    [InlineData("haproxy -f /etc/a.cfg -S 127.0.0.1:9999", "/etc/a.cfg", null)]
    [InlineData("haproxy -S unix@/run/m.sock -f", "", "/run/m.sock")]
    public void ACommandLine_NamesTheFilesAndTheMasterSocket(string line, string files, string? master)
    {
        var read = HaProxyCommandLine.Of(line.Split(' '));

        Assert.Equal(files, string.Join(' ', read.Files));
        Assert.Equal(master, read.MasterSocket);
    }

    [Fact]
    public void TheSocketsOfAConfiguration_AreThoseOfLevelAdminFirst()
    {
        const string File = """
            global
                stats socket /run/user.sock mode 600 level user
                stats socket unix@/run/admin.sock mode 660 level admin
                stats socket "/run/quoted.sock"
                stats socket ipv4@127.0.0.1:9999 level admin
                stats socket $SOCKET level admin
            """;

        Assert.Equal(
            ["/run/admin.sock", "/run/user.sock", "/run/quoted.sock"],
            AdminSockets.In(ConfigurationFile.Of(File, isCut: false))
        );
    }
}
