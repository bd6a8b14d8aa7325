using Bunit;
using HaDashboard.Components.Pages;
using HaDashboard.Core.Facts.HaProxy.Configuration;
using HaDashboard.Core.Facts.Observations;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Tests;
using Xunit;

namespace HaDashboard.Web.Tests.Components;

public sealed class DoctorPageTests : PageContext
{
    [Fact]
    public void EveryCheckIsInItsGroup_TheWorstFirst()
    {
        var page = Page<DoctorPage>(
            View(
                Scenario
                    .Whole()
                    .Then(SourceCatalogue.KubernetesNodes.Upserted(A.Node("k8sworker9", ip: "10.0.42.19"), A.Noon))
                    .NotListed("master3", "k8sworker1")
            )
        );

        var checks = page.FindAll("[data-testid=doctor]");
        Assert.Equal(16, checks.Count);
        Assert.Equal(
            ["Fail", "Warn", "NotChecked", "Pass"],
            checks.Select(check => check.GetAttribute("data-state")).Distinct()
        );
        Assert.Equal("Fail", page.Find("[data-check=D2]").GetAttribute("data-state"));
        Assert.True(page.Find("[data-check=D2]").HasAttribute("open"));
        Assert.False(page.Find("[data-check=D14]").HasAttribute("open"));
    }

    [Fact]
    public void ASnippet_CanBeCopied()
    {
        var page = Page<DoctorPage>(
            View(
                Scenario
                    .Whole()
                    .Then(SourceCatalogue.KubernetesNodes.Upserted(A.Node("k8sworker9", ip: "10.0.42.19"), A.Noon))
            )
        );

        Assert.NotNull(page.Find("[data-check=D1] [data-action=copy]"));
        Assert.Contains(
            "\"Address\": \"10.0.42.19\"",
            page.Find("[data-check=D1] [data-copy]").TextContent,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void NothingObserved_HasNoGreenAnywhere()
    {
        var page = Page<DoctorPage>(View(ClusterSnapshot.For(Scenario.InventoryOf())));

        Assert.All(page.FindAll("[data-testid=doctor]"), check =>
            Assert.Equal("NotChecked", check.GetAttribute("data-state"))
        );
        Assert.Empty(page.FindAll("[data-testid=doctor] .ok"));
    }

    [Fact]
    public void WhatAFileSays_IsTextAndNoMarkup()
    {
        var file = ConfigurationFile.Of(
            "global\n    stats socket /run/a mode <b>9</b>\nbackend api-backend\n    server <i>x</i> 10.0.42.1:6443\n",
            isCut: false
        );
        var page = Page<DoctorPage>(
            View(
                Scenario
                    .Whole()
                    .Then(
                        SourceCatalogue.HaProxyConfiguration.Observed(
                            A.Name("k8smaster1"),
                            NodeConfiguration.Read(file),
                            A.Noon
                        )
                    )
            )
        );

        Assert.Contains("<i>x</i>", page.Find("[data-check=D5]").TextContent, StringComparison.Ordinal);
        Assert.Empty(page.FindAll(".doctor-notes i, .doctor-notes b"));
    }
}
