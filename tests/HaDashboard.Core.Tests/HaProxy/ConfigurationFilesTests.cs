using HaDashboard.Core.Facts.HaProxy.Configuration;
using Xunit;

namespace HaDashboard.Core.Tests.HaProxy;

public sealed class ConfigurationFilesTests
{
    private const string Plain = "global\n    daemon\nbackend b\n    server s1 10.0.0.1:80 check\n";

    [Theory]
    [InlineData("\r\n", true)]
    [InlineData("\r", true)]
    [InlineData("\n", false)]
    [InlineData("\r\n", false)]
    public void LineEnds_AreNoDifference(string end, bool endsLast)
    {
        var text = Plain.Replace("\n", end, StringComparison.Ordinal).Replace("    ", "\t", StringComparison.Ordinal);
        var other = ConfigurationFile.Of($"\ufeff{(endsLast ? text : text[..^end.Length])}", isCut: false);
        var plain = ConfigurationFile.Of(Plain, isCut: false);
        Assert.Equal(plain.Lines, other.Lines);
        Assert.True(plain.IsSameAs(other));
        Assert.True(plain.IsMeantAs(other));
    }

    [Fact]
    public void Quotes_AreNoDifference() =>
        Assert.True(
            ConfigurationFile
                .Of(Plain, isCut: false)
                .IsSameAs(ConfigurationFile.Of(Plain.Replace("s1", "\"s1\"", StringComparison.Ordinal), isCut: false))
        );

    [Fact]
    public void SeveralFiles_AreOneConfiguration_InTheOrderOfHaProxy()
    {
        const string Printed =
            "==> /etc/haproxy/conf.d/b.cfg <==\n    server s2 10.0.0.2:80\n\n"
            + "==> /etc/haproxy/conf.d/B.cfg <==\r\n\ufeffbackend b\r\n    server s1 10.0.0.1:80\r\n"
            + "==> /etc/haproxy/haproxy.cfg <==\n# first\nglobal\n==> /tmp/other <==\n";
        var file = ConfigurationFile.Of(Printed, isCut: false, "/etc/haproxy/haproxy.cfg", "/etc/haproxy/conf.d/");
        Assert.Equal(
            ["global", "    ==> /tmp/other <==", "backend b", "    server s1 10.0.0.1:80", "    server s2 10.0.0.2:80"],
            file.Lines
        );
        Assert.Equal(
            [
                "/etc/haproxy/haproxy.cfg:2",
                "/etc/haproxy/haproxy.cfg:3",
                "/etc/haproxy/conf.d/B.cfg:1",
                "/etc/haproxy/conf.d/B.cfg:2",
                "/etc/haproxy/conf.d/b.cfg:1",
            ],
            file.Content.Select(line => line.Place)
        );
    }

    [Fact]
    public void SameContentInOneOrTwoFiles_IsNoDifference()
    {
        var two = ConfigurationFile.Of(
            "==> /a.cfg <==\nglobal\n    daemon\n==> /b.cfg <==\nbackend b\n    server s1 10.0.0.1:80 check",
            isCut: false,
            "/a.cfg",
            "/b.cfg"
        );
        Assert.True(two.IsSameAs(ConfigurationFile.Of(Plain, isCut: false, "/etc/haproxy/haproxy.cfg")));
    }

    [Fact]
    public void OneFile_GivesItsNameToItsLines() =>
        Assert.Equal("/etc/h.cfg:2", ConfigurationFile.Of("\nglobal", isCut: false, "/etc/h.cfg").Content[0].Place);

    [Theory]
    [InlineData("/etc/haproxy/haproxy.cfg", false)]
    [InlineData("/etc/haproxy/haproxy.conf", false)]
    [InlineData("/etc/haproxy/conf.d", true)]
    [InlineData("/etc/haproxy/sites", true)]
    [InlineData("/etc/haproxy/v1.2/", true)]
    public void NameOfAPath_SaysWhetherItIsAFolder(string path, bool isFolder) =>
        Assert.Equal(isFolder, ConfigurationFilePath.IsFolder(path));
}
