using Bunit;
using HaDashboard.Components.Pages;
using HaDashboard.Core.Facts.ControlPlane;
using HaDashboard.Core.Facts.Etcd;
using HaDashboard.Core.Facts.Inventory;
using HaDashboard.Core.Facts.Observations;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Facts.Text;
using HaDashboard.Core.Operations.Ports;
using HaDashboard.Core.Tests;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace HaDashboard.Web.Tests.Components;

public sealed class MasterPageTests : PageContext
{
    private static readonly HealthAnswer Yes = new(true, 200, []);
    private static readonly HealthAnswer EtcdFailed = new(false, 500, ["etcd"]);

    private readonly FakePodDetails _api = new();

    public MasterPageTests() => Services.AddSingleton<IPodDetails>(_api);

    [Fact]
    public void EventsOfTheNode_AreReadWhenThePageOpens_AndOnRequest()
    {
        var page = Master(Scenario.Whole());

        page.WaitForAssertion(() => Assert.Contains("No events for this node", page.Markup, StringComparison.Ordinal));
        Assert.Equal(1, _api.EventReads);
        _api.Failure = new SourceFailureException(
            FailureKind.Other,
            Message.Verbatim("Could not list events in default: 403")
        );
        page.Find("section[aria-labelledby=events-title] [data-testid=refresh]").Click();
        page.WaitForAssertion(() =>
            Assert.Contains(
                "Could not list events in default: 403",
                page.Find("[data-testid=read-failure]").TextContent,
                StringComparison.Ordinal
            )
        );
    }

    [Fact]
    public void ProbesThatAreWell_AreGreenAndSayWhoLeads()
    {
        var page = Master(Probed(Scenario.Whole()));

        Assert.Contains("ok", page.Find(".hero").ClassList);
        Assert.Contains("★ leader", Row(page, "etcd"), StringComparison.Ordinal);
        Assert.Contains("20 MiB of 2 GiB", Row(page, "etcd"), StringComparison.Ordinal);
        Assert.Contains("✓ ready", Row(page, "kube-apiserver"), StringComparison.Ordinal);
        Assert.Empty(page.FindAll("[data-testid=contradiction]"));
    }

    [Fact]
    public void NotAsked_IsNotGreen()
    {
        var page = Master(Scenario.Whole());

        Assert.DoesNotContain("ok", page.Find(".hero").ClassList);
        Assert.Contains("not probed", Row(page, "etcd"), StringComparison.Ordinal);
    }

    [Fact]
    public void AReadyPodWhoseApiserverFails_IsAContradictionInWords()
    {
        var page = Master(
            Probed(Scenario.Whole())
                .Then(
                    SourceCatalogue.ApiServer.Observed(
                        A.Name("k8smaster1"),
                        new ApiServerProbe(
                            Yes,
                            EtcdFailed,
                            TimeSpan.FromMilliseconds(4),
                            "v1.20.2",
                            ServerIdentity.Verified
                        ),
                        A.After(1)
                    )
                )
        );

        var said = page.FindAll("[data-testid=contradiction]").Select(e => e.TextContent).ToArray();
        Assert.Equal(2, said.Length);
        Assert.Contains("kube-apiserver is Running and ready", said[0], StringComparison.Ordinal);
        Assert.Contains("etcd", said[0], StringComparison.Ordinal);
        Assert.Contains("HAProxy on 4 nodes reports UP", said[1], StringComparison.Ordinal); // the false green
        Assert.Contains("bad", page.Find(".hero").ClassList);
        // HAProxy says UP; green it is not
        Assert.All(page.FindAll("[data-testid=cell]"), cell => Assert.DoesNotContain("ok", cell.ClassList));
    }

    [Fact]
    public void ASilentPort_IsKnowledgeOfTheProcess()
    {
        var page = Master(
            Probed(Scenario.Whole())
                .Then(
                    new SourceFailed(
                        new SourceId(SourceKind.Scheduler, A.Name("k8smaster1")),
                        A.Failure(FailureKind.PortSilent),
                        A.After(1)
                    )
                )
        );

        Assert.Contains("▼ timed out", Row(page, "kube-scheduler"), StringComparison.Ordinal);
    }

    [Fact]
    public void AnUnreachableMaster_ShowsWhatItWas()
    {
        var failure = A.Failure(FailureKind.Timeout);
        var page = Master(
            Probed(Scenario.Whole())
                .Then([
                    .. (
                        (SourceKind[])
                            [SourceKind.Etcd, SourceKind.ApiServer, SourceKind.ControllerManager, SourceKind.Scheduler]
                    ).Select(kind => new SourceFailed(new SourceId(kind, A.Name("k8smaster1")), failure, A.After(1))),
                ])
        );

        Assert.Contains("was leader", Row(page, "etcd"), StringComparison.Ordinal);
        Assert.Empty(page.FindAll("[data-testid=component-row] b.ok"));
        Assert.DoesNotContain("ok", page.Find(".hero").ClassList);
    }

    [Fact]
    public void AWorker_HasNoMasterPage() =>
        Assert.Contains(
            "No master “k8sworker1”",
            Master(Scenario.Whole(), "k8sworker1").Markup,
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData(5_000, "! k8smaster2 lags: 4,000 committed entries are not applied yet.")]
    [InlineData(1_900, null)] // the time between two answers, no lag
    public void AMemberThatLags_IsNamedInWords(long committed, string? said)
    {
        SourceObserved<EtcdMember> Member(string name, long committed, long applied) =>
            SourceCatalogue.Etcd.Observed(
                A.Name(name),
                new EtcdMember(EtcdMemberSource.Metrics, true)
                {
                    HasLeader = true,
                    CommittedIndex = committed,
                    AppliedIndex = applied,
                },
                A.After(1)
            );
        var page = Master(
            Probed(Scenario.Whole())
                .Then(Member("k8smaster1", committed, committed), Member("k8smaster2", 1_000, 1_000))
        );

        Assert.Equal(said is null ? [] : [said], page.FindAll("[data-testid=etcd-lags]").Select(e => e.TextContent));
    }

    private static Scenario Probed(Scenario scenario)
    {
        var inventory = scenario.Inventory(i => i with { Probes = ProbeSchedule.Default });
        foreach (var i in (int[])[1, 2, 3])
        {
            var node = A.Name($"k8smaster{i}");
            var component = new ComponentProbe(
                Yes,
                TimeSpan.FromMilliseconds(2),
                "https://127.0.0.1:10259",
                ServerIdentity.Inspected
            );
            inventory.Then(
                SourceCatalogue.Etcd.Observed(
                    node,
                    new EtcdMember(EtcdMemberSource.Metrics, true)
                    {
                        IsLeader = i == 1,
                        HasLeader = true,
                        DbSizeBytes = 20 << 20,
                        QuotaBytes = 2L << 30,
                    },
                    A.Noon
                ),
                SourceCatalogue.ApiServer.Observed(
                    node,
                    new ApiServerProbe(Yes, Yes, TimeSpan.FromMilliseconds(3), "v1.20.2", ServerIdentity.Verified),
                    A.Noon
                ),
                SourceCatalogue.ControllerManager.Observed(node, component, A.Noon),
                SourceCatalogue.Scheduler.Observed(node, component, A.Noon)
            );
        }

        return inventory;
    }

    private static string Row(IRenderedComponent<MasterPage> page, string component) =>
        page.Find($"[data-testid=component-row][data-component={component}]").TextContent;

    private IRenderedComponent<MasterPage> Master(Scenario scenario, string name = "k8smaster1") =>
        Page<MasterPage>(View(scenario), parameters => parameters.Add(page => page.Name, name));
}
