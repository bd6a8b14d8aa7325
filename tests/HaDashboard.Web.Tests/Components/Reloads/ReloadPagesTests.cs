using Bunit;
using HaDashboard.Components.Pages;
using HaDashboard.Components.Reloads;
using HaDashboard.Core.Facts.Actions;
using HaDashboard.Core.Facts.HaProxy;
using HaDashboard.Core.Facts.HaProxy.Configuration;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Observations;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Facts.Text;
using HaDashboard.Core.Tests;
using HaDashboard.Web.Tests.Components.Actions;
using Xunit;

namespace HaDashboard.Web.Tests.Components.Reloads;

/// <summary>The records, the confirmation's list of what is lost, and the files side by side: functions of the view.</summary>
public sealed class ReloadPagesTests : ActionContext
{
    private static readonly RuntimeChange Maint = new(
        ProxyName.Parse(A.Backend),
        ServerName.Parse("master2"),
        RuntimeChangeKind.Maintenance
    );

    [Fact]
    public void Reloads_AreListed_EachWithItsState()
    {
        var page = Page<ReloadsPage>(
            View(
                Scenario
                    .Whole()
                    .Then(
                        new ReloadObserved(A.Reload("a", outcome: ReloadOutcome.Suspect), A.After(1)),
                        new ReloadObserved(A.Reload("b") with { State = ReloadState.Interrupted }, A.After(2))
                    )
            )
        );
        var rows = page.FindAll("[data-testid=reload-row]");
        Assert.Equal(["interrupted", "finished"], rows.Select(row => row.GetAttribute("data-state")));
        Assert.Equal("/reloads/b", rows[0].QuerySelector("a")!.GetAttribute("href"));
        Assert.Contains("unverified", rows[1].TextContent, StringComparison.Ordinal);
        Assert.Single(page.FindAll("[data-testid=rolling]"));
    }

    [Fact]
    public void OneReload_ShowsMessagesWithTheirLines_WhatWasLost_AndWhatWasSetAgain()
    {
        var part = A.Reload("a", outcome: ReloadOutcome.Suspect).Nodes[0] with
        {
            Messages =
            [
                new CheckMessage(CheckSeverity.Alert, "/etc/haproxy/haproxy.cfg", 26, "unknown keyword '<b>sever</b>'"),
            ],
            Lost = [Maint],
            Reapplied = [new ReappliedChange(Maint, false, Message.Verbatim("It is the last server."))],
            Times =
            [
                new PhaseTime(ReloadPhase.Checking, A.Noon),
                new PhaseTime(ReloadPhase.Reloading, A.After(1.5)),
                new PhaseTime(ReloadPhase.Done, A.After(3)),
            ],
        };
        var page = Of(A.Reload("a", outcome: ReloadOutcome.Suspect) with { Nodes = [part] });
        var message = page.Find("[data-testid=check-messages] li");
        Assert.Contains("/etc/haproxy/haproxy.cfg:26", message.TextContent, StringComparison.Ordinal);
        Assert.Contains("unknown keyword '<b>sever</b>'", message.TextContent, StringComparison.Ordinal); // text, never markup
        Assert.Contains("not restored", page.Find("[data-testid=lost] li").TextContent, StringComparison.Ordinal);
        Assert.Equal(
            ["checking the configuration 1.5 s", "reloading 1.5 s"],
            page.FindAll(".phases li")
                .Take(2)
                .Select(li =>
                    string.Join(' ', li.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
                )
        );
    }

    [Fact]
    public void AStoppedRollingReload_SaysWhy_AndIsResumedByWhoMay()
    {
        var record = A.Reload("a") with
        {
            IsRolling = true,
            State = ReloadState.Stopped,
            Hold = Message.Verbatim("Not started on k8smaster2: etcd has 2 of 3 members."),
            Nodes =
            [
                .. A.Reload("a", "k8sworker1", ReloadOutcome.Succeeded).Nodes,
                new NodeReload(A.Name("k8smaster2"), ReloadPhase.Waiting, null, null, "", null, null, null),
            ],
        };
        var page = Of(record);
        Assert.Contains(
            "etcd has 2 of 3 members",
            page.Find("[data-testid=hold]").TextContent,
            StringComparison.Ordinal
        );
        Assert.Equal("Resume at k8smaster2", page.Find("[data-testid=resume]").TextContent.Trim());
        Assert.True(page.Find("[data-testid=resume]").HasAttribute("disabled")); // no reason yet
        Assert.Equal(
            ["done", "waiting"],
            page.FindAll("[data-testid=reload-record]").Select(node => node.GetAttribute("data-phase"))
        );
    }

    [Fact]
    public void AnUnknownReload_IsSaidSo() =>
        Assert.Contains(
            "No reload has this ID",
            Page<ReloadPage>(View(Scenario.Whole()), parameters => parameters.Add(page => page.Id, "nobody")).Markup,
            StringComparison.Ordinal
        );

    [Fact]
    public void WhatWillBeLost_IsListed_AndWhatIsNotKnownIsNotNone()
    {
        var set = new ServerAdministration(ServerAdminState.ForcedMaintenance, 1, 1, true, true, false, false);
        var settings = new RuntimeSettings(
            A.Process(),
            [new ServerRuntime(ProxyName.Parse(A.Backend), ServerName.Parse("master2"), set, null)]
        );
        var snapshot = Scenario
            .Whole()
            .Then(
                SourceCatalogue.HaProxySettings.Observed(A.Name("k8smaster1"), settings, A.Noon),
                SourceCatalogue.HaProxySettings.Observed(A.Name("k8smaster2"), settings with { Servers = [] }, A.Noon)
            )
            .Snapshot;
        var panel = Render<LostPanel>(parameters => parameters.Add(p => p.Nodes, [.. snapshot.Nodes.Take(3)]));
        var notes = panel.FindAll("[data-testid=will-be-lost]");
        Assert.Equal(["k8smaster1", "k8smaster3"], notes.Select(note => note.GetAttribute("data-node")));
        Assert.Contains("api-backend/master2 MAINT", notes[0].TextContent, StringComparison.Ordinal);
        Assert.Contains("are unknown", notes[1].TextContent, StringComparison.Ordinal);
        Assert.Single(panel.FindAll("[data-testid=reapply]"));
    }

    [Fact]
    public void Config_ShowsDriftAndTheDifferenceSideBySide()
    {
        const string Usual =
            "global\n daemon\nbackend api-backend\n server master1 10.0.42.1:6443 check\n server master2 10.0.42.2:6443 check";
        var page = Page<ConfigPage>(
            View(
                Scenario
                    .Whole()
                    .Then(
                        Read("k8smaster1", Usual),
                        Read("k8smaster2", Usual + " # the same"),
                        Read("k8smaster3", Usual.Replace("10.0.42.2", "10.0.42.9", StringComparison.Ordinal))
                    )
            )
        );
        Assert.Equal(
            "k8smaster3",
            Assert.Single(page.FindAll("[data-testid=drift]")).Closest("tr")!.GetAttribute("data-node")
        );
        Assert.Contains(
            "Unknown: not read yet",
            page.Find("[data-node=k8sworker1]").TextContent,
            StringComparison.Ordinal
        );
        var differs = Assert.Single(page.FindAll("table[data-testid=diff] tr.differs"));
        // The one that differs is on the left
        Assert.Contains("10.0.42.9", differs.QuerySelector(".old")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("10.0.42.2", differs.QuerySelector(".new")!.TextContent, StringComparison.Ordinal);
    }

    private static SourceObserved<NodeConfiguration> Read(string node, string file) =>
        SourceCatalogue.HaProxyConfiguration.Observed(
            A.Name(node),
            NodeConfiguration.Read(ConfigurationFile.Of(file, isCut: false)),
            A.Noon
        );

    private IRenderedComponent<ReloadPage> Of(ReloadRecord record) =>
        Page<ReloadPage>(View(Scenario.Whole().Then(new ReloadObserved(record, A.After(1)))), parameters =>
            parameters.Add(page => page.Id, record.Id)
        );
}
