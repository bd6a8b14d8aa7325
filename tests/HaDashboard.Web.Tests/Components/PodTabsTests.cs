using Bunit;
using HaDashboard.Components.Pages;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Facts.Text;
using HaDashboard.Core.Operations.Ports;
using HaDashboard.Core.Tests;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace HaDashboard.Web.Tests.Components;

public sealed class PodTabsTests : PageContext
{
    private const string Name = "etcd-k8smaster1";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private readonly FakePodDetails _pods = new();

    public PodTabsTests() => Services.AddSingleton<IPodDetails>(_pods);

    [Fact]
    public void Overview_ShowsTheSpecification_ReadOnce()
    {
        _pods.Details = _pods.Details with
        {
            Containers =
            [
                new ContainerDetails(
                    "etcd",
                    false,
                    "etcd:3",
                    ["etcd", "--key-file=/etc/x.key"],
                    [new ContainerResource("cpu", "100m", null)],
                    [new ContainerMount("/var/lib/etcd", "hostPath /var/lib/etcd", false)],
                    [KeyValuePair.Create("TOKEN", Message.Verbatim("key a of Secret b"))]
                ),
            ],
        };

        var page = Open("");
        page.Render();
        page.Render();

        var spec = page.WaitForElement("[data-testid=spec]", Patience).TextContent;
        Assert.Contains("--key-file=/etc/x.key", spec, StringComparison.Ordinal);
        Assert.Contains("cpu: request 100m, no limit", spec, StringComparison.Ordinal);
        Assert.Contains("/var/lib/etcd ← hostPath /var/lib/etcd", spec, StringComparison.Ordinal);
        Assert.Contains("key a of Secret b", spec, StringComparison.Ordinal);
        Assert.Equal(1, _pods.DetailReads);
        Assert.Equal(0, _pods.EventReads);
        Assert.Empty(_pods.Asked);
    }

    [Fact]
    public void ReadAgain_ThatFails_KeepsWhatWasReadWithItsAge()
    {
        var page = Open("tab=yaml");
        page.WaitForElement("[data-testid=yaml]", Patience);

        _pods.Failure = new SourceFailureException(FailureKind.Forbidden, Message.Verbatim("The API forbids it."));
        page.Find("[data-testid=refresh]").Click();

        Assert.Contains(
            "The API forbids it.",
            page.WaitForElement("[data-testid=read-failure]", Patience).TextContent,
            StringComparison.Ordinal
        );
        Assert.NotNull(page.Find("[data-testid=read-failure] ha-age"));
        Assert.Contains("kind: Pod", page.Find("[data-testid=yaml]").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Events_AreReadEveryTenSeconds_OnlyWhileTheTabIsOpen()
    {
        var clock = new FakeTimeProvider(A.Noon);
        Services.AddSingleton<TimeProvider>(clock);
        _pods.Events = new PodEvents(
            [new PodEvent(true, "Warning", "BackOff", "<b>again</b>", 7, A.Noon, A.Noon, Message.Verbatim("kubelet"))],
            false,
            A.Noon
        );
        var page = Open("tab=events");

        var row = page.WaitForElement("[data-testid=event]", Patience);
        Assert.Contains("BackOff", row.TextContent, StringComparison.Ordinal);
        Assert.Contains("<b>again</b>", row.TextContent, StringComparison.Ordinal);
        Assert.Empty(row.QuerySelectorAll("td.wrap b"));
        await Hosting.Eventually.Async(() =>
        {
            clock.Advance(TimeSpan.FromSeconds(10));
            return Task.FromResult(_pods.EventReads >= 3);
        });

        Go("tab=yaml");
        page.WaitForElement("[data-testid=yaml]", Patience);
        var reads = _pods.EventReads;
        clock.Advance(TimeSpan.FromMinutes(1));
        await Task.Delay(100, Xunit.TestContext.Current.CancellationToken);

        Assert.Equal(reads, _pods.EventReads);
    }

    [Fact]
    public void AnotherNamespace_IsNeverRead()
    {
        Page<PodPage>(View(Scenario.Whole()), p =>
            p.Add(page => page.Namespace, "default").Add(page => page.Name, Name)
        );

        Assert.Equal(0, _pods.DetailReads);
    }

    [Fact]
    public async Task Logs_Follow_AsText_AndCloseWithThePage()
    {
        _pods.Write(Name, Line(1, "one"), LogLine.UpToHere);
        var page = Open("tab=logs");

        page.WaitForAssertion(
            () => Assert.Equal("Following", page.Find("[data-testid=log-said]").GetAttribute("data-phase")),
            Patience
        );
        _pods.Write(Name, Line(2, "<script>alert(1)</script>"));
        page.WaitForAssertion(() => Assert.Equal(2, page.FindAll(".line").Count), Patience);
        Assert.Contains("<script>alert(1)</script>", page.FindAll(".line")[1].TextContent, StringComparison.Ordinal);
        Assert.Empty(page.FindAll("script"));
        Assert.Equal(1, _pods.OpenLogs);

        await DisposeComponentsAsync();
        await Hosting.Eventually.Async(() => Task.FromResult(_pods.OpenLogs == 0));
    }

    [Fact]
    public async Task AnotherChoice_ClosesTheStreamBefore_AndAsksForIt()
    {
        var page = Open("tab=logs");
        page.WaitForAssertion(() => Assert.Equal(1, _pods.OpenLogs), Patience);

        page.Find("[data-testid=log-since]").Change("5m");
        await Hosting.Eventually.Async(() => Task.FromResult(_pods.Asked.Count == 2 && _pods.OpenLogs == 1));
        page.Find("[data-testid=log-previous]").Change(true);
        await Hosting.Eventually.Async(() => Task.FromResult(_pods.Asked.Count == 3 && _pods.OpenLogs == 1));

        Assert.Equal(
            [TimeSpan.FromHours(1), TimeSpan.FromMinutes(5), null],
            _pods.Asked.Select(asked => asked.Options.Since)
        );
        Assert.True(_pods.Asked.Last().Options is { Previous: true, Follow: false });
        Go("tab=overview");
        await Hosting.Eventually.Async(() => Task.FromResult(_pods.OpenLogs == 0));
    }

    [Fact]
    public void Find_MarksAndSteps()
    {
        _pods.Write(Name, Line(1, "an error"), Line(2, "fine"), Line(3, "Error, error"), LogLine.UpToHere);
        var page = Open("tab=logs&find=ERROR");

        page.WaitForAssertion(() => Assert.Equal("2 of 2", page.Find("[data-testid=log-found]").TextContent), Patience);
        Assert.Equal(3, page.FindAll("mark").Count);
        Assert.Equal(2, page.FindAll("mark.here").Count);
        page.Find("[data-testid=log-next]").Click();
        page.WaitForAssertion(() => Assert.Equal("1 of 2", page.Find("[data-testid=log-found]").TextContent), Patience);
        Assert.Single(page.FindAll("mark.here"));
    }

    [Fact]
    public void Times_AreLeftOutWhenNotWanted()
    {
        _pods.Write(Name, Line(1, "one"), LogLine.UpToHere);
        var page = Open("tab=logs&ts=0");

        page.WaitForAssertion(() => Assert.Equal("one", page.Find(".line").TextContent), Patience);
    }

    [Fact]
    public void NoKubelet_IsSaidInWords()
    {
        _pods.Failure = new SourceFailureException(
            FailureKind.HostUnreachable,
            Message.Verbatim("The API can't reach the kubelet of k8smaster1: dial tcp: connection refused.")
        );
        var page = Open("tab=logs");

        Assert.Contains(
            "can't reach the kubelet of k8smaster1",
            page.WaitForElement("[data-testid=log-failure]", Patience).TextContent,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task AConnectionTakenAway_IsSaid_AndThePageLivesOn()
    {
        _pods.Breaks = new ObjectDisposedException("HttpClient");
        var page = Open("tab=logs");
        Assert.Contains(
            "another apiserver",
            page.WaitForElement("[data-testid=log-failure]", Patience).TextContent,
            StringComparison.Ordinal
        );

        _pods.Breaks = null;
        _pods.Write(Name, Line(1, "one"), LogLine.UpToHere);
        page.Find("[data-testid=log-again]").Click();
        page.WaitForAssertion(() => Assert.Single(page.FindAll(".line")), Patience);
        await DisposeComponentsAsync();
    }

    [Fact]
    public void MoreThanIsKept_IsSaid()
    {
        _pods.Write(Name, [.. Enumerable.Range(0, 2100).Select(i => Line(i, $"line {i}"))]);
        var page = Open("tab=logs");

        page.WaitForElement("[data-testid=log-cut]", Patience);
        page.WaitForAssertion(
            () => Assert.EndsWith("line 2099", page.FindAll(".line")[^1].TextContent, StringComparison.Ordinal),
            Patience
        );
        Assert.Equal(LogOptions.MostLines, page.FindAll(".line").Count);
    }

    [Fact]
    public void SeveralPods_AreMergedByTime_EachWithItsName()
    {
        _pods.Write("etcd-k8smaster1", Line(1, "a"), Line(4, "d"), LogLine.UpToHere);
        _pods.Write("etcd-k8smaster2", Line(2, "b"), Line(3, "c"), LogLine.UpToHere);
        Go("component=etcd&node=k8smaster1,k8smaster2");
        var page = Page<LogsPage>(View(Logged()));

        page.WaitForAssertion(() => Assert.Equal(4, page.FindAll(".line").Count), Patience);
        Assert.Equal(["a", "b", "c", "d"], page.FindAll(".line").Select(line => line.TextContent.Trim()[^1..]));
        Assert.Equal(
            ["etcd-k8smaster1 ", "etcd-k8smaster2 "],
            page.FindAll(".who").Select(who => who.TextContent).Distinct()
        );
        Assert.Equal(2, _pods.OpenLogs);
    }

    private static LogLine Line(int second, string text) => new(A.After(second), text);

    private static Scenario Logged() =>
        Scenario
            .Whole()
            .Pod(A.Pod(ControlPlaneComponent.Etcd, "k8smaster1", true, A.Running()))
            .Pod(A.Pod(ControlPlaneComponent.Etcd, "k8smaster2", true, A.Running()));

    private void Go(string query) => Services.GetRequiredService<NavigationManager>().NavigateTo($"/?{query}");

    private IRenderedComponent<PodPage> Open(string query)
    {
        Go(query);
        return Page<PodPage>(View(Logged()), p =>
            p.Add(page => page.Namespace, "kube-system").Add(page => page.Name, Name)
        );
    }
}
