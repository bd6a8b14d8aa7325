using Bunit;
using HaDashboard.Components.Pages;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Operations.Ports;
using HaDashboard.Core.Tests;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace HaDashboard.Web.Tests.Components;

public sealed class PodPageTests : PageContext
{
    public PodPageTests() => Services.AddSingleton<IPodDetails>(new FakePodDetails());

    [Fact]
    public void ACrashLoop_ShowsItsLastTermination()
    {
        var page = Pod(
            Scenario
                .Whole()
                .Pod(A.Pod(ControlPlaneComponent.ApiServer, "k8smaster2", false, A.CrashLooping(7, 137, "OOMKilled"))),
            "kube-apiserver-k8smaster2"
        );

        var container = page.Find("[data-testid=container]");
        Assert.Contains("CrashLoopBackOff", container.TextContent, StringComparison.Ordinal);
        Assert.Contains("OOMKilled, exit code 137", container.TextContent, StringComparison.Ordinal);
        Assert.Contains("7", container.TextContent, StringComparison.Ordinal);
        Assert.Empty(page.FindAll("[data-testid=container] .ok"));
    }

    [Fact]
    public void WithTheApiGone_ThePodIsAsItWas()
    {
        var page = Pod(Scenario.Whole().ApiFails(), "etcd-k8smaster1");

        Assert.Contains("The current state is unknown", page.Markup, StringComparison.Ordinal);
        Assert.DoesNotContain("ok", page.Find("[data-testid=pod-hero]").ClassList);
    }

    [Fact]
    public void AnUnknownPod_IsSaidSo() =>
        Assert.Contains(
            "No pod “kube-system/nothing”",
            Pod(Scenario.Whole(), "nothing").Markup,
            StringComparison.Ordinal
        );

    [Fact]
    public void WithTheApiDeadFromTheStart_ItIsNotSaidThatThereIsNoSuchPod()
    {
        var page = Page<PodPage>(Silence.View, parameters =>
            parameters.Add(p => p.Namespace, "kube-system").Add(p => p.Name, "etcd-k8smaster1")
        );

        Assert.DoesNotContain("No pod", page.Markup, StringComparison.Ordinal);
        Assert.Contains("It is unknown whether this pod exists", page.Markup, StringComparison.Ordinal);
        Assert.Contains(Silence.Reason, page.Find("[data-testid=api-silence]").TextContent, StringComparison.Ordinal);
    }

    private IRenderedComponent<PodPage> Pod(Scenario scenario, string name) =>
        Page<PodPage>(View(scenario), parameters =>
            parameters.Add(page => page.Namespace, "kube-system").Add(page => page.Name, name)
        );
}
