using System.Text;
using HaDashboard.Adapters.HaProxy.Statistics;
using HaDashboard.Core.Facts.HaProxy;
using HaDashboard.Core.Facts.Sources;
using Xunit;

namespace HaDashboard.Adapters.Tests.HaProxy;

public sealed class StatParserReuseTests
{
    private const string Header = "# pxname,svname,status,weight,lastchg,iid,sid,type,check_status,addr,\n";
    private static readonly DateTimeOffset Noon = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);
    private readonly StatParser _parser = new();

    [Fact]
    public void Parse_SameBytes_TheSameArray()
    {
        foreach (var (version, name) in Captured.Tables())
        {
            var reply = Captured.Reply(version, name);
            var parser = new StatParser();
            var before = parser.Parse(reply, Noon);
            var after = parser.Parse(reply, Noon.AddMilliseconds(800));
            Assert.Same(before, after);
            Assert.True(before.Proxies == after.Proxies);
        }
    }

    [Fact]
    public void Parse_OneServerChanged_OnlyItAndItsProxyAreNew()
    {
        var before = Parse(Row("a", 1, 1), Row("a", 1, 2), Row("b", 2, 1));
        var after = Parse(Row("a", 1, 1), Row("a", 1, 2, "DOWN"), Row("b", 2, 1));
        Assert.Same(before[1], after[1]);
        Assert.NotSame(before[0], after[0]);
        Assert.Same(before[0].Servers[0], after[0].Servers[0]);
        var (old, now) = (before[0].Servers[1], after[0].Servers[1]);
        Assert.Equal(("UP", "DOWN"), (old.Status.Text, now.Status.Text));
        Assert.Same(old.Name, now.Name);
        Assert.Same(old.Proxy, now.Proxy);
        Assert.Same(old.Check, now.Check);
        Assert.Same(old.Address, now.Address);
    }

    [Fact]
    public void Parse_ServerRemovedInTheMiddle_TheOthersStayTheSame()
    {
        var before = Parse(Row("a", 1, 1), Row("a", 1, 2), Row("a", 1, 3), Row("b", 2, 1));
        var after = Parse(Row("a", 1, 1), Row("a", 1, 3), Row("b", 2, 1));
        Assert.Equal(
            [before[0].Servers[0], before[0].Servers[2]],
            after[0].Servers,
            ReferenceEqualityComparer.Instance
        );
        Assert.Same(before[1], after[1]);
        var again = Parse(Row("a", 1, 1), Row("a", 1, 2), Row("a", 1, 3), Row("b", 2, 1));
        Assert.Same(after[0].Servers[1], again[0].Servers[2]);
    }

    [Fact]
    public void Parse_ProxiesRenumberedByAReload_AreParsedAgain()
    {
        Parse(Row("a", 1, 1), Row("b", 2, 1));
        var after = Parse(Row("new", 1, 1), Row("a", 2, 1), Row("b", 3, 1));
        Assert.Equal(["new", "a", "b"], after.Select(p => p.Name.Value));
        Assert.Equal(["new", "a", "b"], after.Select(p => p.Servers[0].Proxy.Value));
    }

    [Fact]
    public void Parse_HeaderOfANewVersion_NothingOfTheOldIsKept()
    {
        var before = Parse(Row("a", 1, 1));
        var after = _parser
            .Parse(
                Encoding.UTF8.GetBytes(
                    Header.Replace("addr,", "addr,new,", StringComparison.Ordinal) + Row("a", 1, 1)[..^1] + ",\n"
                ),
                Noon
            )
            .Proxies;
        Assert.NotSame(before[0].Servers[0], after[0].Servers[0]);
        Assert.Equal(11, after[0].Servers[0].Row.Count);
    }

    [Fact]
    public void Parse_AgeAdvancesWithTheClock_SinceStays()
    {
        var first = Parse(Noon, Row("a", 1, 1, age: 100))[0].Servers[0];
        var last = first;
        for (var second = 1; second <= 60; second++)
        {
            // Up to 0.9 s late, as real polls are.
            last = Parse(Noon.AddSeconds(second).AddMilliseconds(second * 37 % 900), Row("a", 1, 1, age: 100 + second))[
                0
            ].Servers[0];
            Assert.Equal(first.Since, last.Since);
        }

        Assert.Equal(160, last.LastChangeSeconds);
    }

    [Fact]
    public void Parse_StateChanged_SinceIsThatMoment()
    {
        Parse(Noon, Row("a", 1, 1, age: 1));
        var down = Parse(Noon.AddSeconds(1), Row("a", 1, 1, "DOWN", age: 0))[0].Servers[0];
        Assert.Equal(Noon.AddSeconds(1), down.Since);
        var progress = Parse(Noon.AddSeconds(2), Row("a", 1, 1, "DOWN 1/2", age: 1))[0].Servers[0];
        Assert.Equal(down.Since, progress.Since);
    }

    [Fact]
    public void Parse_DownAndUpBetweenTwoPolls_SinceMoves()
    {
        var before = Parse(Noon, Row("a", 1, 1, age: 100))[0].Servers[0];
        var after = Parse(Noon.AddSeconds(10), Row("a", 1, 1, age: 3))[0].Servers[0];
        Assert.NotEqual(before.Since, after.Since);
        Assert.Equal(Noon.AddSeconds(7), after.Since);
    }

    [Fact]
    public void Parse_SameBytesMuchLater_SinceMovesWithThem()
    {
        var before = Parse(Noon, Row("a", 1, 1, age: 5))[0].Servers[0];
        var after = Parse(Noon.AddMinutes(10), Row("a", 1, 1, age: 5))[0].Servers[0];
        Assert.Same(before.Row, after.Row);
        Assert.Equal(Noon.AddMinutes(10).AddSeconds(-5), after.Since);
    }

    [Theory]
    [InlineData("-5")]
    [InlineData("9223372036854775807")]
    [InlineData("99999999999999999999999")]
    [InlineData("x")]
    public void Parse_InvalidAge_IsAccepted(string age) =>
        Assert.Single(
            _parser
                .Parse(
                    Encoding.UTF8.GetBytes(
                        Header + Row("a", 1, 1).Replace(",17,", $",{age},", StringComparison.Ordinal)
                    ),
                    Noon
                )
                .Proxies
        );

    [Fact]
    public void Parse_FailureBetween_TheKeptRowsStay()
    {
        var before = Parse(Row("a", 1, 1));
        Assert.Throws<SourceFailureException>(() => Parse(Row("a", 1, 1), "cut"));
        Assert.Throws<SourceFailureException>(() => _parser.Parse("Permission denied\n"u8, Noon));
        Assert.Same(before[0], Parse(Row("a", 1, 1))[0]);
    }

    [Fact]
    public void Parse_UnchangedReply_AllocatesNothing()
    {
        var reply = Encoding.UTF8.GetBytes(
            Header + string.Concat(Enumerable.Range(1, 1000).Select(i => Row($"b{i / 10}", 1 + (i / 10), i)))
        );
        _parser.Parse(reply, Noon);
        _parser.Parse(reply, Noon);
        var before = GC.GetAllocatedBytesForCurrentThread();
        _parser.Parse(reply, Noon.AddSeconds(1));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1500); // an array for the 101 proxies
    }

    [Fact]
    public void Parse_EveryAgeAdvances_AllocatesLessThanAKibibytePerServer()
    {
        var earlier = Captured.Reply("3.2", "show-stat.txt");
        var later = Encoding.Latin1.GetBytes(
            Encoding.Latin1.GetString(earlier).Replace(",17,", ",18,", StringComparison.Ordinal)
        );
        var parser = new StatParser();
        var rows = parser.Parse(earlier, Noon).Proxies.Sum(p => p.Servers.Length + 1);
        parser.Parse(later, Noon.AddSeconds(1));
        parser.Parse(earlier, Noon);
        var before = GC.GetAllocatedBytesForCurrentThread();
        parser.Parse(later, Noon.AddSeconds(1));
        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / rows, 1, 800);
    }

    private System.Collections.Immutable.ImmutableArray<Proxy> Parse(params string[] rows) => Parse(Noon, rows);

    private System.Collections.Immutable.ImmutableArray<Proxy> Parse(DateTimeOffset at, params string[] rows) =>
        _parser.Parse(Encoding.UTF8.GetBytes(Header + string.Concat(rows)), at).Proxies;

    private static string Row(string proxy, int iid, int sid, string status = "UP", int age = 17) =>
        $"{proxy},s{sid},{status},1,{age},{iid},{sid},2,L4OK,10.0.0.{sid}:6443,\n";
}
