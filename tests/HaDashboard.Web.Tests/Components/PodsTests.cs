using Bunit;
using HaDashboard.Components.Pages;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Tests;
using HaDashboard.Core.Views;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace HaDashboard.Web.Tests.Components;

public sealed class PodsTests : PageContext
{
    private static readonly Pod Dns = A.Pod("coredns-1", "k8sworker1", true, null, A.Running()) with
    {
        App = "kube-dns",
        Ip = "10.244.0.2",
    };
    private static readonly Pod Proxy = A.Pod("kube-proxy-1", "k8smaster2", false, null, A.CrashLooping()) with
    {
        App = "kube-proxy",
        ReadinessGates = ["x/ready"],
    };

    [Fact]
    public void EveryPodOfTheNamespace_IsARow_WithTheColumnsOfKubectl()
    {
        var page = List(Whole());

        Assert.Equal(14, Rows(page).Count);
        Assert.Equal(
            [
                "Name",
                "Component",
                "Ready",
                "Status",
                "Restarts",
                "Age",
                "IP",
                "Node",
                "Nominated node",
                "Readiness gates",
            ],
            page.FindAll("th").Select(th => th.TextContent)
        );
        var dns = page.Find("[data-pod=coredns-1]").TextContent;
        Assert.Contains("kube-dns", dns, StringComparison.Ordinal);
        Assert.Contains("1/1", dns, StringComparison.Ordinal);
        Assert.Contains("10.244.0.2", dns, StringComparison.Ordinal);
        Assert.Contains("CrashLoopBackOff", page.Find("[data-pod=kube-proxy-1]").TextContent, StringComparison.Ordinal);
        Assert.Contains(
            "0/1",
            page.Find("[data-pod=kube-proxy-1]").LastElementChild!.TextContent,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("q=COREDNS", 1)]
    [InlineData("q=10.244", 1)]
    [InlineData("node=k8smaster2", 5)]
    [InlineData("component=etcd", 3)]
    [InlineData("component=kube-dns", 1)]
    [InlineData("notready=1", 1)]
    [InlineData("node=k8smaster2&component=etcd", 1)]
    [InlineData("node=k8smaster2&component=etcd&notready=1", 0)]
    [InlineData("q=%3Cscript%3E", 0)]
    public void Filters_HoldTogether_AndComeFromTheAddress(string query, int rows)
    {
        var page = List(Whole(), query);

        Assert.Equal(rows, Rows(page).Count);
        Assert.Contains(
            rows == 0 ? "No pods match the filters (0 of 14)." : $"{rows} of 14 pods",
            page.Find("[data-testid=pods-said]").TextContent,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Choosing_ChangesTheAddress()
    {
        var page = List(Whole(), "node=k8smaster2");

        page.Find("[data-testid=filter-notready]").Change(true);

        var address = Services.GetRequiredService<NavigationManager>().Uri;
        Assert.Contains("node=k8smaster2", address, StringComparison.Ordinal);
        Assert.Contains("notready=1", address, StringComparison.Ordinal);
        Assert.Equal("kube-proxy-1", Assert.Single(Rows(page)).GetAttribute("data-pod"));
    }

    [Fact]
    public void WithTheApiGone_EveryRowIsGreyAndTheAgeIsSaid()
    {
        var page = List(Whole().ApiFails());

        Assert.All(Rows(page), row => Assert.Equal("true", row.GetAttribute("data-stale")));
        Assert.Empty(page.FindAll("tbody .ok"));
        Assert.NotNull(page.Find(".note.stale ha-age"));
        Assert.Contains("Ready: unknown.", page.Find("[data-testid=pods-said]").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void WithTheApiDeadFromTheStart_ItSaysWhichApiServersAreDownAndWhy()
    {
        var page = List(Silence.View);

        Assert.Contains(
            "No data from the Kubernetes API yet",
            page.Find("[data-testid=api-silence]").TextContent,
            StringComparison.Ordinal
        );
        Assert.Contains(Silence.Reason, page.Markup, StringComparison.Ordinal);
        Assert.Contains(
            "apiserver on k8smaster2: ▼ not running",
            page.Find("[data-testid=api-silence]").TextContent,
            StringComparison.Ordinal
        );
    }

    private static Scenario Whole() => Scenario.Whole().Pod(Dns).Pod(Proxy);

    private static IReadOnlyList<AngleSharp.Dom.IElement> Rows(IRenderedComponent<Pods> page) =>
        page.FindAll("[data-testid=pod]");

    private IRenderedComponent<Pods> List(Scenario scenario, string query = "") => List(View(scenario), query);

    private IRenderedComponent<Pods> List(ClusterView view, string query = "")
    {
        Services.GetRequiredService<NavigationManager>().NavigateTo($"/pods?{query}");
        return Page<Pods>(view);
    }
}
