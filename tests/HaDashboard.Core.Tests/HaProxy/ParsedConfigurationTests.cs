using HaDashboard.Core.Diagnosis.Configuration;
using HaDashboard.Core.Facts.HaProxy.Configuration;
using Xunit;

namespace HaDashboard.Core.Tests.HaProxy;

public sealed class ParsedConfigurationTests
{
    private const string Text = """
        defaults base
            timeout client 1h
        defaults tcp from base
            timeout server 2h
        listen api from tcp
            bind 10.0.42.100:6443,[fd00:42::1]:6443
            bind /run/api.sock
            server cp1 10.0.42.1:6443 check
            server cp2 ipv6@[fd00:42::2]:6443 backup
            server cp3 cp3.example
            server-template node 1-3 api.example:6443 resolvers dns
            server "$NAME" "${ADDRESS}:6443"
            .if defined(EXTRA)
            server cp4 10.0.42.4:6443
            .endif
        backend other from base
            server-template x "$COUNT" api.example:6443
        """;

    [Fact]
    public void ServersOf_GivesEveryServerOfTheSection()
    {
        var servers = Parse(Text).ServersOf("api").ToArray();
        Assert.Equal(["cp1", "cp2", "cp3", "node", "${NAME}", "cp4"], servers.Select(server => server.Name));
        Assert.Equal(
            ["10.0.42.1", "fd00:42::2", "cp3.example", "api.example", null, "10.0.42.4"],
            servers.Select(server => server.Host)
        );
        Assert.Equal([6443, 6443, null, 6443, 6443, 6443], servers.Select(server => server.Port));
        Assert.Equal(["node1", "node2", "node3"], servers[3].Names);
        Assert.Equal(["backup"], servers[1].Options);
        Assert.Equal([false, false, false, false, false, true], servers.Select(server => server.IsConditional));
        Assert.True(servers[4].IsNameUnknown);
        Assert.Equal("haproxy.cfg:8", servers[0].Place);
    }

    [Fact]
    public void TemplateWithUnknownCount_HasUnknownNames() =>
        Assert.True(Assert.Single(Parse(Text).ServersOf("other")).IsNameUnknown);

    [Fact]
    public void Backends_AreAllSectionsWithServers() => Assert.Equal(["api", "other"], Parse(Text).Backends);

    [Fact]
    public void Binds_AreOnePerAddress()
    {
        var binds = Parse(Text).Binds.ToArray();
        Assert.Equal(["10.0.42.100", "fd00:42::1", null], binds.Select(bind => bind.Address.Host));
        Assert.All(binds, bind => Assert.Equal("api", bind.Proxy));
    }

    [Fact]
    public void NamedDefaults_ApplyToTheSectionsThatNameThem()
    {
        var file = Parse(Text);
        Assert.Equal("1h", file.Backend("api")!.Last("timeout", "client")!.Value[2]);
        Assert.Equal("2h", file.Backend("api")!.Last("timeout", "server")!.Value[2]);
        Assert.Null(file.Backend("other")!.Last("timeout", "server"));
    }

    [Fact]
    public void Conditions_GiveOneAlternativeForEachChoice()
    {
        var alternatives = Parse(
            """
            global
            .if version_atleast(2.4)
            a
            .elif feature(OPENSSL)
            b
            .if enabled(POLL)
            c
            .endif
            .else
            d
            .endif
            .if defined(X)
            e
            .endif
            """
        ).Alternatives;
        Assert.Equal(
            ["a", "a e", "b", "b c", "b c e", "b e", "d", "d e"],
            alternatives.Select(LinesOf).Distinct().Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public void ManyConditions_GiveFewAlternatives()
    {
        var blocks = string.Concat(Enumerable.Range(0, 40).Select(i => $".if defined(A{i})\na{i}\n.endif\n"));
        Assert.Equal(2, Parse($"global\n{blocks}").Alternatives.Length);
    }

    [Theory]
    [InlineData("127.0.0.1:6443", "127.0.0.1", 6443, true)]
    [InlineData("127.9.9.9", "127.9.9.9", null, true)]
    [InlineData("[::1]:6443", "::1", 6443, true)]
    [InlineData("localhost:6443", "localhost", 6443, true)]
    [InlineData(":6443", "", 6443, false)]
    [InlineData("*:6443", "*", 6443, false)]
    [InlineData("10.0.42.1:+1", "10.0.42.1", null, false)]
    [InlineData("unix@/run/a.sock", null, null, false)]
    [InlineData("${HOST}:6443", null, 6443, false)]
    [InlineData("10.0.42.1:${PORT}", "10.0.42.1", null, false)]
    [InlineData("${BOTH}", null, null, false)]
    public void Address_IsSplit(string text, string? host, int? port, bool isLoopback)
    {
        var address = ConfiguredAddress.Of(text);
        Assert.Equal((host, port, isLoopback), (address.Host, address.Port, address.IsLoopback));
    }

    private static string LinesOf(ParsedConfiguration file) =>
        string.Join(' ', file.Global().Select(line => string.Join(' ', line)));

    private static ParsedConfiguration Parse(string text) => new(ConfigurationFile.Of(text, isCut: false));
}
