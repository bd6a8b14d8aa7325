using System.Text;
using HaDashboard.Adapters.HaProxy.Statistics;
using HaDashboard.Core.Facts.HaProxy;
using HaDashboard.Core.Facts.Sources;
using Xunit;

namespace HaDashboard.Adapters.Tests.HaProxy;

public sealed class StatParserTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    public static TheoryData<string> Versions => Captured.EachVersion();

    [Fact]
    public void Parse_EveryCapturedTable_CellsEqualThoseOfTheSlowSplitter()
    {
        var tables = Captured.Tables().ToList();
        Assert.True(tables.Count >= 5 * 18);
        foreach (var (version, name) in tables)
        {
            var reply = Captured.Reply(version, name);
            var expected = SlowSplitter.Split(reply);
            var rows = RowsOf(new StatParser().Parse(reply, Noon));
            Assert.Equal(expected.Count - 1, rows.Count);
            for (var row = 0; row < rows.Count; row++)
            {
                var columns = rows[row].Columns.Names;
                Assert.Equal(columns.Length, rows[row].Count);
                Assert.Equal("", expected[row + 1][^1]);
                for (var cell = 0; cell < columns.Length; cell++)
                {
                    Assert.Equal(expected[0][cell].Replace("# ", "", StringComparison.Ordinal), columns[cell]);
                    Assert.Equal(expected[row + 1][cell], rows[row].Text(cell) ?? "");
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public void Parse_AllStates_KeepsHaProxysNames(string version)
    {
        var zoo = Reading(version, "show-stat.txt").Find("zoo")!;
        Assert.Equal(32, zoo.Servers.Length);
        Assert.Equal("UP", zoo.Backend!.Status);
        Assert.Null(zoo.Frontend);
        foreach (
            var (server, state, detail) in new[]
            {
                ("up", ServerOperationalState.Up, null),
                ("l4con", ServerOperationalState.Down, null),
                ("l7okc", ServerOperationalState.NoLb, null),
                ("drained", ServerOperationalState.Drain, null),
                ("maint", ServerOperationalState.Maint, null),
                ("disabled", ServerOperationalState.Maint, null),
                ("trk_maint", ServerOperationalState.Maint, "via zoo/maint"),
                ("trk_chain", ServerOperationalState.Maint, "via zoo/trk_maint"),
                ("dns", ServerOperationalState.Maint, "resolution"),
                ("agent_down", ServerOperationalState.Down, "agent"),
                ("agent_drain", ServerOperationalState.Drain, "agent"),
                ("ini", ServerOperationalState.NoCheck, null),
                ("trk_up", ServerOperationalState.Up, null),
                ("w0", ServerOperationalState.Up, null),
            }
        )
        {
            var found = Assert.Single(zoo.Servers, s => s.Name.Value == server);
            Assert.Equal(state, found.Status.State);
            Assert.Equal(detail, found.Status.Detail);
        }
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public void Parse_Server_EveryPropertyFromItsColumn(string version)
    {
        var reading = Reading(version, "show-stat.txt");
        var down = reading.Find("api-backend", "master3")!;
        Assert.Equal(("api-backend/master3", 3, 3), (down.Path, down.ProxyId, down.ServerId));
        Assert.Equal("DOWN", down.Status.Text);
        Assert.Equal("L4CON", down.Check!.Code);
        Assert.Equal("10.0.42.3:6443", down.Address);
        Assert.Equal(1, down.Weight);
        Assert.False(down.TakesTraffic);
        Assert.Equal(down.Row.Number("lastchg"), down.LastChangeSeconds);
        Assert.Equal(Noon - TimeSpan.FromSeconds(down.LastChangeSeconds!.Value), down.Since);
        Assert.Null(reading.Find("zoo", "maint")!.Check);
        Assert.Null(reading.Find("zoo", "dns")!.Address);
        Assert.Equal(0, reading.Find("zoo", "w0")!.Weight);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public void Parse_QuotesCommasAndInvalidUtf8_AreText(string version)
    {
        var reading = Reading(version, "show-stat.txt");
        Assert.Equal("a,1", reading.Find("www-app", "app1")!.Row.Text("cookie"));
        Assert.Equal("b\"2", reading.Find("www-app", "app2")!.Row.Text("cookie"));
        Assert.Equal("Oops, \"quoted\", caf\ufffd & <b>;\ttab", reading.Find("zoo", "l7quote")!.Row.Text("last_chk"));
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public void Parse_ServersNamedBackendAndFrontend_AreServers(string version)
    {
        var proxy = Reading(version, "show-stat.txt").Find("zoo_tcp")!;
        Assert.Equal(["l4ok", "BACKEND", "FRONTEND", "1"], proxy.Servers.Select(s => s.Name.Value));
        Assert.Equal("UP", proxy.Backend!.Status);
        Assert.Null(proxy.Frontend);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public void Parse_ListenProxyAndSocketStats_AreOneProxyWithItsListeners(string version)
    {
        var reading = Reading(version, "show-stat.txt");
        var listen = reading.Find("odd.name:with-all_chars.v1:0")!;
        Assert.Equal(["a.b:c-d_e.0", "BACKEND-1"], listen.Servers.Select(s => s.Name.Value));
        Assert.Equal(("OPEN", "UP"), (listen.Frontend!.Status, listen.Backend!.Status));
        Assert.Equal(["clear", "sock-2", "v6", "uds"], reading.Find("www")!.Listeners.Select(l => l.Name));
    }

    [Fact]
    public void Parse_ColumnsOfAVersion_AreKeptAndThoseItLacksAreNull()
    {
        Assert.Contains("(null)", Reading("2.8", "show-stat.txt").Columns.Names);
        Assert.Equal(
            (114, 128, 135),
            (
                Reading("2.4", "show-stat.txt").Columns.Names.Length,
                Reading("2.6", "show-stat.txt").Columns.Names.Length,
                Reading("3.2", "show-stat.txt").Columns.Names.Length
            )
        );
        var old = Reading("2.4", "show-stat.txt").Find("api-backend", "master1")!;
        Assert.Null(old.Row.Text("srid"));
        Assert.Null(old.Row.Number("h1req"));
    }

    [Fact]
    public void Parse_HeaderOnlyOfAStoppingWorker_HasNoProxies()
    {
        var table = new StatParser().Parse(Captured.Reply("2.4", "reload-plain-old-conn-show-stat.txt"), Noon);
        Assert.Empty(table.Proxies);
        Assert.True(table.MayBeStopping);
    }

    [Fact]
    public void Parse_FrontendsOfAReplacedWorker_MayBeStopping()
    {
        foreach (var version in Captured.Versions[1..])
        {
            Assert.True(
                new StatParser()
                    .Parse(Captured.Reply(version, "reload-plain-old-conn-show-stat.txt"), Noon)
                    .MayBeStopping
            );
            Assert.False(new StatParser().Parse(Captured.Reply(version, "seed-show-stat.txt"), Noon).MayBeStopping);
        }
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public void Parse_ErrorTextInsteadOfTheTable_IsQuoted(string version)
    {
        Assert.Contains(
            "No such proxy.",
            Fails(Captured.Reply(version, "show-stat-name-unknown.txt")).Message,
            StringComparison.Ordinal
        );
        var unknown = Fails(Captured.Reply(version, "show-stat-typo.txt"));
        Assert.Equal(FailureKind.Other, unknown.Kind);
        Assert.Contains("Unknown command", unknown.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "instead of its table")]
    [InlineData("\n", "instead of its table")]
    [InlineData("Permission denied\n", "Permission denied")]
    [InlineData("# pxname,svname,type,iid,sid,status,", "header")]
    [InlineData("# pxname,svname,type,iid,sid,\n", "no column 'status'")]
    [InlineData(Header + "a,b,2,1,1,UP", "truncated in row 1")]
    [InlineData(Header + "a,b,2,1,1,UP,\n" + "a,c,2,1\n", "4 cells in row 2 and 7")]
    [InlineData(Header + "a,b,2,1,1,UP,,\n", "more cells in row 1 than the 7")]
    [InlineData(Header + "a,b,2,1,1,UP,x\n", "after the last column in row 1")]
    [InlineData(Header + "a,b,2,1,1,\"UP\"x,\n", "stray quote in row 1")]
    [InlineData(Header + "a,b,2,1,1,U\"P,\n", "stray quote in row 1")]
    [InlineData(Header + "a,b,2,1,1,\"UP,\n", "truncated in row 1")]
    [InlineData(Header + "a,b,2,,1,UP,\n", "no identity: iid ''")]
    [InlineData(Header + "a,b;disable,2,1,1,UP,\n", "names a server 'b;disable'")]
    [InlineData(Header + "a b,b,2,1,1,UP,\n", "names a proxy 'a b'")]
    [InlineData(Header + "\nmore\n", "after its empty line")]
    public void Parse_IncompleteTable_ThrowsWithTheReason(string reply, string reason) =>
        Assert.Contains(reason, Fails(Encoding.UTF8.GetBytes(reply)).Message, StringComparison.Ordinal);

    [Fact]
    public void Parse_RowOfMoreThan64KiB_Throws()
    {
        foreach (
            var cell in new[]
            {
                new string('x', 70_000),
                $"\"{new string('x', 70_000)}\"",
                $"\"{new string('"', 70_000)}\"",
            }
        )
        {
            Assert.Contains(
                "64 KiB",
                Fails(Encoding.UTF8.GetBytes($"{Header}a,b,2,1,1,{cell},\n")).Message,
                StringComparison.Ordinal
            );
        }

        var longest = new string('x', CsvScanner.MaxRow - 1 - "a,b,2,1,1,,".Length);
        foreach (var cell in new[] { longest, $"\"{longest[2..]}\"" })
        {
            Assert.Single(new StatParser().Parse(Encoding.UTF8.GetBytes($"{Header}a,b,2,1,1,{cell},\n"), Noon).Proxies);
        }
    }

    [Fact]
    public void Parse_ControlCharactersInANameOrText_NeverReachAMessageRaw() =>
        Assert.DoesNotContain('\u001b', Fails(Encoding.UTF8.GetBytes(Header + "a,\u001b[2J,2,1,1,UP,\n")).Message);

    [Fact]
    public void Parse_UnknownRowType_IsLeftOut()
    {
        var proxy = Assert.Single(
            new StatParser().Parse(Encoding.UTF8.GetBytes(Header + "a,b,7,1,1,UP,\na,b,2,1,1,UP,\n"), Noon).Proxies
        );
        Assert.Single(proxy.Servers);
    }

    internal const string Header = "# pxname,svname,type,iid,sid,status,\n";

    internal static HaProxyReading Reading(string version, string name)
    {
        var table = new StatParser().Parse(Captured.Reply(version, name), Noon);
        return new HaProxyReading(new ProcessInfo("", 1, 0, false, Noon, []), table.Columns, table.Proxies);
    }

    internal static SourceFailureException Fails(byte[] reply) =>
        Assert.Throws<SourceFailureException>(() => new StatParser().Parse(reply, Noon));

    /// <summary>In the order received.</summary>
    internal static List<StatRow> RowsOf(StatReply table)
    {
        var rows = new List<StatRow>();
        foreach (var proxy in table.Proxies)
        {
            rows.AddRange(proxy.Frontend is { } frontend ? [frontend.Row] : []);
            rows.AddRange(proxy.Listeners.Select(listener => listener.Row));
            rows.AddRange(proxy.Servers.Select(server => server.Row));
            rows.AddRange(proxy.Backend is { } backend ? [backend.Row] : []);
        }

        return rows;
    }
}
