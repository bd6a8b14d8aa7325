using HaDashboard.Components.Stats;
using HaDashboard.Core.Facts.HaProxy;
using Xunit;

namespace HaDashboard.Web.Tests.Stats;

public sealed class StatQueryTests
{
    [Theory]
    [InlineData("")]
    [InlineData("?mode=traffic")]
    [InlineData(
        "?mode=errors&proxy=api-backend&type=server&down=1&nomaint=1&q=a%20b%26c&sort=scur&desc=1&cols=qtime,srv_icur"
    )]
    [InlineData("?sort=name")]
    [InlineData("?cols=")]
    public void AnAddress_ComesBackAsItWas(string query) =>
        Assert.Equal(query.Replace(",", "%2C", StringComparison.Ordinal), StatQuery.Parse(query).ToString());

    [Theory]
    [InlineData("?mode=nonsense&type=9&sort=%3Cscript%3E&cols=%22%3E,name&down=yes&unknown=1")]
    public void WhatMakesNoSense_IsLeftOut(string query) =>
        Assert.Equal("?cols=name", StatQuery.Parse(query).ToString());

    [Fact]
    public void Sorting_CyclesThroughThreeStates()
    {
        var column = StatColumnCatalog.Find("scur")!;
        var (first, second) = (new StatQuery().SortedBy(column), new StatQuery().SortedBy(column).SortedBy(column));

        Assert.Equal(("scur", true), (first.Sort, first.Descending));
        Assert.Equal(("scur", false), (second.Sort, second.Descending));
        Assert.Null(second.SortedBy(column).Sort);
    }

    [Theory]
    [InlineData("?q=MASTER2", "master2")]
    [InlineData("?q=refused", "master2")]
    [InlineData("?down=1", "master2")]
    [InlineData("?nomaint=1&type=server", "master1,master2")]
    [InlineData("?type=frontend", "FRONTEND")]
    [InlineData("?type=server&q=master&down=1&nomaint=1", "master2")]
    [InlineData("?proxy=elsewhere", "")]
    public void Filters_AreCombined(string query, string names)
    {
        var node = Rows.Node(
            Rows.Reading(
                "tcp",
                Rows.Server("master1"),
                Rows.Server("master2", "DOWN", "L4CON", cells: ("last_chk", "Connection refused")),
                Rows.Server("master3", "MAINT", null)
            )
        );
        var kept = StatArrangement
            .Lines(StatArrangement.Of(StatLines.Of(node), StatQuery.Parse(query)))
            .Select(line => line.Name);

        Assert.Equal(names, string.Join(',', kept));
    }

    [Fact]
    public void ASort_IsFlat_AndRowsWithoutAValueAreLast()
    {
        var node = Rows.Node(
            Rows.Reading(
                "tcp",
                Rows.Server("a", cells: ("scur", "3")),
                Rows.Server("b", cells: ("scur", "20")),
                Rows.Server("c")
            )
        );
        foreach (var (desc, names) in new[] { ("&desc=1", "b,a,FRONTEND,c,BACKEND"), ("", "a,b,FRONTEND,c,BACKEND") })
        {
            var items = StatArrangement.Of(StatLines.Of(node), StatQuery.Parse($"?sort=scur{desc}"));
            Assert.All(items, item => Assert.Null(item.Group));
            Assert.Equal(names, string.Join(',', items.Select(item => item.Line!.Name)));
        }
    }

    [Fact]
    public void WithoutASort_TheOrderIsHatops()
    {
        var node = Rows.Node(
            Rows.Reading(
                "tcp",
                Rows.Server("z", proxy: "one"),
                Rows.Server("a", proxy: "one"),
                Rows.Server("b", proxy: "two")
            )
        );
        var items = StatArrangement.Of(StatLines.Of(node), new StatQuery());

        Assert.Equal(
            ["one", "FRONTEND", "z", "a", "BACKEND", "two", "FRONTEND", "b", "BACKEND"],
            items.Select(item => item.Group?.Title ?? item.Line!.Name)
        );
    }

    [Fact]
    public void Columns_AreHatopsInEachMode()
    {
        Assert.Equal("NAME W STATUS CHECK ACT BCK QCUR QMAX SCUR SMAX SLIM STOT", Labels(StatMode.Status));
        Assert.Equal("NAME W STATUS LBTOT RATE RLIM RMAX BIN BIN/s BOUT BOUT/s", Labels(StatMode.Traffic));
        Assert.Equal("NAME W STATUS RATE RMAX RTOT REQ/s 1xx 2xx 3xx 4xx 5xx ?xx", Labels(StatMode.Http));
        Assert.Equal("NAME W STATUS CHECK CF CD CL ECONN EREQ ERSP DREQ DRSP DOWN", Labels(StatMode.Errors));
    }

    [Fact]
    public void AnyColumnOfThisHaProxy_CanBeChosenByName()
    {
        var line = StatLines
            .Of(Rows.Node(Rows.Reading("tcp", Rows.Server("a", cells: ("brand_new_in_4_0", "17")))))
            .Single(l => l.Kind is StatRowKind.Server);

        Assert.Equal("17", StatColumnCatalog.Find("brand_new_in_4_0")!.Text(line));
        Assert.Null(StatColumnCatalog.Find("<script>"));
    }

    [Fact]
    public void ARate_IsTheDifferenceOfTheLastTwoPolls()
    {
        var first = Rows.On(("k8smaster1", Rows.Reading("tcp", Rows.Server("a", cells: ("bin", "1000")))));
        var second = Rows.On(first, 2, ("k8smaster1", Rows.Reading("tcp", Rows.Server("a", cells: ("bin", "5096")))));
        var back = Rows.On(second, 3, ("k8smaster1", Rows.Reading("tcp", Rows.Server("a", cells: ("bin", "7")))));

        Assert.Equal(
            [null, "2.00K", null],
            new[] { first, second, back }.Select(s =>
                StatColumnCatalog
                    .Find("bin_s")!
                    .Text(StatLines.Of(s.Node("k8smaster1")!).Single(l => l.Kind is StatRowKind.Server))
            )
        );
    }

    private static string Labels(StatMode mode) =>
        string.Join(' ', StatColumnCatalog.Of(mode).Select(column => column.Label));
}
