using AngleSharp.Dom;
using Bunit;
using HaDashboard.Components.Pages;
using HaDashboard.Components.Shared;
using HaDashboard.Components.Stats;
using HaDashboard.Core.Facts.HaProxy;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Tests;
using HaDashboard.Web.Tests.Components;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace HaDashboard.Web.Tests.Stats;

public sealed class StatBoardTests : PageContext
{
    private NavigationManager Navigation => Services.GetRequiredService<NavigationManager>();

    [Theory]
    [InlineData("traffic", "NAME W STATUS LBTOT RATE RLIM RMAX BIN BIN/s BOUT BOUT/s RATE TREND")]
    [InlineData("errors", "NAME W STATUS CHECK CF CD CL ECONN EREQ ERSP DREQ DRSP DOWN")]
    [InlineData("http", "NAME W STATUS RATE RMAX RTOT REQ/s 1xx 2xx 3xx 4xx 5xx ?xx")]
    public void TheAddress_ChoosesTheMode(string mode, string labels)
    {
        var board = Board(Rows.Reading("http", Rows.Server("a")), $"/nodes/k8smaster1?mode={mode}");

        Assert.Equal(labels, string.Join(' ', board.FindAll("thead th[data-column]").Select(th => th.TextContent)));
        Assert.Equal(mode, board.Find("[data-testid=mode][aria-current=page]").GetAttribute("data-mode"));
        Assert.Equal(
            ["status", "traffic", "http", "errors", "cli"],
            board.FindAll("[data-testid=mode]").Select(tab => tab.GetAttribute("data-mode"))
        );
    }

    [Fact]
    public void HttpMode_OfATcpProxy_IsASentence()
    {
        var board = Board(Rows.Reading("tcp", Rows.Server("a")), "/nodes/k8smaster1?mode=http");

        Assert.Empty(board.FindAll("[data-testid=row]"));
        Assert.Contains(
            "TCP mode: HAProxy does not parse HTTP here",
            board.Find("[data-testid=group]").TextContent,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void AFilter_IsAddedToTheAddress_AndRemovedAgain()
    {
        var board = Board(
            Rows.Reading("tcp", Rows.Server("master1"), Rows.Server("master2", "DOWN", "L4CON")),
            "/nodes/k8smaster1"
        );

        board.Find("[data-testid=filter-text]").Input("master");
        board.Find("[data-testid=filter-down]").Change(true);

        Assert.Equal("/nodes/k8smaster1?down=1&q=master", new Uri(Navigation.Uri).PathAndQuery);
        Assert.Equal(["master2"], Names(board));
        Assert.Contains(
            "q=master",
            board.Find("[data-testid=export-csv]").GetAttribute("href"),
            StringComparison.Ordinal
        );

        board.Find("[data-testid=filter-clear]").Click();
        Assert.Equal(["FRONTEND", "master1", "master2", "BACKEND"], Names(board));
    }

    [Fact]
    public void AHeader_Sorts_AndSaysSo()
    {
        var board = Board(
            Rows.Reading("tcp", Rows.Server("a", cells: ("scur", "1")), Rows.Server("b", cells: ("scur", "5"))),
            "/nodes/k8smaster1"
        );

        board.Find("th[data-column=scur] button").Click();

        Assert.Equal("descending", board.Find("th[data-column=scur]").GetAttribute("aria-sort"));
        Assert.Equal("?sort=scur&desc=1", new Uri(Navigation.Uri).Query);
        Assert.Equal(["b", "a"], Names(board).Take(2));
    }

    [Fact]
    public void AStaleNode_HasNothingGreen_InAnyMode()
    {
        foreach (var mode in new[] { "status", "traffic", "errors", "http" })
        {
            var board = Board(
                Rows.Silent(Rows.Node(Rows.Reading("http", Rows.Server("a"), Rows.Server("b", "DOWN", "L4CON")))),
                $"/nodes/k8smaster1?mode={mode}"
            );

            Assert.All(board.FindAll("[data-testid=row]"), row => Assert.Equal("true", row.GetAttribute("data-stale")));
            Assert.Empty(board.FindAll("[data-testid=row] .ok"));
            Assert.Contains("was UP", board.Markup, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void TenThousandRows_RenderAWindow()
    {
        var board = Board(Rows.Many(10_000), "/nodes/k8smaster1");

        Assert.InRange(board.FindComponents<StatRowView>().Count, 1, 120);
    }

    [Fact]
    public void OnlyRowsThatShowSomethingElse_RenderAgain()
    {
        var before = Rows.On(("k8smaster1", Rows.Many(100)));
        var table = Board(before.Node("k8smaster1")!, "/nodes/k8smaster1");
        var rows = table
            .FindComponents<StatRowView>()
            .Where(row => row.Instance.Line.Kind is StatRowKind.Server)
            .ToArray();
        var counts = rows.Select(row => row.RenderCount).ToArray();

        var changed = Rows.Reading(
            "tcp",
            [
                .. Enumerable
                    .Range(0, 100)
                    .Select(i =>
                        Rows.Server($"s{i}", proxy: "b0", cells: [("scur", i == 7 ? "999" : $"{i}"), ("lastchg", "12")])
                    ),
            ]
        );
        var after = Rows.On(before, 1, ("k8smaster1", changed));
        table.Render(parameters => parameters.Add(board => board.Nodes, [after.Node("k8smaster1")!]));

        Assert.Equal(
            [7],
            rows.Select((row, i) => (row, i))
                .Where(pair => pair.row.RenderCount != counts[pair.i])
                .Select(pair => pair.i)
        );
        Assert.Equal("999", rows[7].Find("td:nth-of-type(9)").TextContent);
    }

    [Fact]
    public void AHostileCheckText_IsTextAndNothingElse()
    {
        const string Evil = "\"><script>alert(1)</script><img src=x onerror=y>";
        var board = Board(
            Rows.Reading("tcp", Rows.Server("a", "DOWN", "L7STS", cells: ("last_chk", Evil))),
            "/nodes/k8smaster1?cols=last_chk"
        );

        Assert.Empty(board.FindAll("script, img"));
        Assert.Contains(
            "<script>",
            board.Find("[data-server=a]").GetAttribute("aria-description"),
            StringComparison.Ordinal
        );
        Assert.Contains(Evil, board.Find("[data-server=a]").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void TheTooltip_ExplainsTheCheckAndTheProgress()
    {
        var server = Rows.Server(
            "a",
            "UP 2/3",
            "L4CON",
            weight: 5,
            cells:
            [
                ("check_duration", "1002"),
                ("last_chk", "Connection refused"),
                ("chkfail", "4"),
                ("chkdown", "1"),
                ("uweight", "10"),
                ("agent_status", "L7OK"),
                ("last_agt", "ready"),
            ]
        );
        var said = Board(Rows.Reading("tcp", server), "/nodes/k8smaster1")
            .Find("[data-server=a]")
            .GetAttribute("aria-description")!;

        Assert.Contains("connection refused, took 1002 ms", said, StringComparison.Ordinal);
        Assert.Contains("1 of 3 checks failed; after 3 it is DOWN", said, StringComparison.Ordinal);
        Assert.Contains("4 failed checks so far, 1 transition from UP to DOWN", said, StringComparison.Ordinal);
        Assert.Contains("Weight 5 effective, 10 configured", said, StringComparison.Ordinal);
        Assert.Contains("Agent L7OK: the application responded as expected, “ready”", said, StringComparison.Ordinal);
    }

    [Fact]
    public void TheLegend_HasTheTenEntriesOfTheStatsPage_EachWithItsOwnLook()
    {
        var legend = Board(Rows.Reading("tcp", Rows.Server("a")), "/nodes/k8smaster1")
            .FindAll("[data-testid=legend] li");

        Assert.True(legend.Count >= 10);
        Assert.Equal(legend.Count, StatusStyle.Legend.Select(entry => entry.Style).Distinct().Count());
        Assert.Contains(legend, entry => entry.TextContent.Contains("DRAIN", StringComparison.Ordinal));
        Assert.Contains(legend, entry => entry.TextContent.Contains("weight 0", StringComparison.Ordinal));
    }

    [Fact]
    public void Selection_IsAskedOfTheOwner_RowByRowAndByGroup()
    {
        IReadOnlySet<ServerKey> selected = new HashSet<ServerKey>();
        var node = Rows.Node(Rows.Reading("tcp", Rows.Server("a"), Rows.Server("b")));
        Navigation.NavigateTo("/nodes/k8smaster1");
        var board = Render<StatBoard>(parameters =>
            parameters
                .Add(b => b.Nodes, [node])
                .Add(b => b.Node, node.Name)
                .Add(b => b.Selectable, true)
                .Add(b => b.SelectedChanged, next => selected = next)
                .Add(b => b.RowActions, key => $"<i class=\"act\">{key.Path}</i>")
        );

        board.Find("[data-server=b] input[type=checkbox]").Change(true);
        Assert.Equal("b", Assert.Single(selected).Server.Value);
        board.Find("[data-testid=group] input[type=checkbox]").Change(true);
        Assert.Equal(2, selected.Count);
        Assert.Equal(["api-backend/a", "api-backend/b"], board.FindAll("i.act").Select(act => act.TextContent));
    }

    [Fact]
    public void TheBackendPage_PutsANodesViewOfAServerBesideTheOthers()
    {
        Navigation.NavigateTo("/backends/api-backend");
        var page = Page<BackendPage>(View(Scenario.Whole().Server("master2", "DOWN", "L4CON", on: ["k8sworker1"])), p =>
            p.Add(b => b.Proxy, "api-backend")
        );

        Assert.Equal(
            ["master1", "master2", "master3", "BACKEND"],
            page.FindAll("[data-testid=group]").Select(group => group.Id)
        );
        Assert.Equal(
            ["UP", "UP", "UP", "DOWN"],
            page.FindAll("[data-testid=row][data-server=master2]").Select(row => row.GetAttribute("data-status"))
        );
    }

    [Fact]
    public void TheHaProxyPage_HoldsEveryNode()
    {
        Navigation.NavigateTo("/haproxy");
        var page = Page<HaProxyPage>(View(Scenario.Whole().Fails(FailureKind.Timeout, "k8sworker1")));

        Assert.Equal(
            ["k8smaster1", "k8smaster2", "k8smaster3", "k8sworker1"],
            page.FindAll("[data-testid=row][data-server=master1]").Select(row => row.GetAttribute("data-node"))
        );
        Assert.Contains("3 of 4 nodes are reporting now", page.Markup, StringComparison.Ordinal);
        Assert.Contains("NODE", page.FindAll("thead th").Select(th => th.TextContent));
        Assert.Empty(page.FindAll("[data-node=k8sworker1] .ok"));
    }

    private IRenderedComponent<StatBoard> Board(HaProxyReading reading, string address) =>
        Board(Rows.Node(reading), address);

    private IRenderedComponent<StatBoard> Board(NodeState node, string address)
    {
        Navigation.NavigateTo(address);
        return Render<StatBoard>(parameters =>
            parameters.Add(board => board.Nodes, [node]).Add(board => board.Node, node.Name)
        );
    }

    private static IEnumerable<string?> Names(IRenderedComponent<StatBoard> board) =>
        board.FindAll("[data-testid=row]").Select(row => row.GetAttribute("data-server"));
}
