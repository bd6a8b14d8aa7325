using System.Diagnostics;
using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Diagnosis.Rules.Endpoints;
using HaDashboard.Core.Diagnosis.Rules.Hosts;
using HaDashboard.Core.Diagnosis.Verdicts;
using HaDashboard.Core.Facts.ControlPlane;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Views;
using HaDashboard.Lab.Tests.Fixtures;
using HaDashboard.Lab.Tests.Ssh;
using Xunit;

namespace HaDashboard.Lab.Tests.VirtualAddresses;

/// <summary>
/// The dashboard observes the virtual address of a real keepalived: who holds it, that its holder changes, that no machine holds it, that
/// its holder has no HAProxy, and that two machines hold it.
/// </summary>
[Collection(WithoutParallelTests.Name)]
public sealed class EndpointTests(ITestOutputHelper output)
{
    /// <summary>The number of further views to verify after the first expected one.</summary>
    private const int Watched = 10;

    private readonly Stopwatch _clock = Stopwatch.StartNew();

    [Fact]
    public async Task EachFaultOfTheAddress_IsReported_AndItsFindingsEndWithIt()
    {
        NetworkNamespace[] hosts;
        await using (var cluster = await EndpointCluster.StartAsync())
        {
            hosts = [.. cluster.Network.Hosts];
            await HolderIsShownAsync(cluster);
            await HolderChangesAsync(cluster);
            await NobodyHoldsItAsync(cluster);
            await HolderHasNoHaProxyAsync(cluster);
            await TwoHoldItAsync(cluster);
        }

        Assert.All(hosts, host => Assert.False(File.Exists($"/run/netns/{host.Name}")));
    }

    private async Task HolderIsShownAsync(EndpointCluster cluster)
    {
        var view = await cluster.UntilAsync("master1 holds it", now => IsHealthyWith(now, 1));
        Report(view, "started");
        Assert.All(view.Snapshot.Nodes, node => Assert.Equal(ServerIdentity.Verified, node.Endpoint.Value!.Identity));
    }

    private async Task HolderChangesAsync(EndpointCluster cluster)
    {
        await cluster.Keepalived[0].StopAsync();
        var view = await cluster.UntilAsync("master2 holds it", now => IsHealthyWith(now, 2) && HasMovedTo(now, 2));
        Report(view, "keepalived of master1 stopped");
    }

    private async Task NobodyHoldsItAsync(EndpointCluster cluster)
    {
        await Task.WhenAll(cluster.Keepalived[1].StopAsync(), cluster.Keepalived[2].StopAsync());
        var view = await cluster.UntilAsync("nobody holds it", now => Has(now, VipNoHolderRule.Id));
        Report(view, "every keepalived stopped");
        Assert.Equal((VipNoHolderRule.Id, Severity.Critical), OnlyCauseOf(view));
        Assert.All(view.Matrix, column => Assert.True(column.IsProven)); // Every process serves.
        await StaysDownAsync(cluster);

        foreach (var keepalived in cluster.Keepalived)
        {
            await keepalived.StartAgainAsync();
        }

        view = await cluster.UntilAsync("master1 holds it again", now => IsHealthyWith(now, 1));
        Report(view, "every keepalived started");
    }

    private async Task HolderHasNoHaProxyAsync(EndpointCluster cluster)
    {
        await cluster.Masters[0].StopHaProxyAsync();
        var view = await cluster.UntilAsync("the holder has no HAProxy", now =>
            now.Verdict.Level is Level.Down && Has(now, HaProxyProcessDownRule.Id)
        );
        Report(view, "HAProxy of master1 stopped");
        Assert.Equal((HaProxyProcessDownRule.Id, Severity.Critical), OnlyCauseOf(view));
        Assert.Equal([NodeOf(1)], view.Diagnosis.Endpoints.Holders);
        Assert.True(Has(view, EndpointUnreachableRule.Id));
        await StaysDownAsync(cluster);

        await cluster.Masters[0].StartHaProxyAsync();
        view = await cluster.UntilAsync("the holder has HAProxy again", now => IsHealthyWith(now, 1));
        Report(view, "HAProxy of master1 started");
    }

    private async Task TwoHoldItAsync(EndpointCluster cluster)
    {
        await cluster.Network.SeparateAsync(cluster.Network.Hosts[0], cluster.Network.Hosts[1]);
        var view = await cluster.UntilAsync("master1 and master2 hold it", now =>
            Has(now, VipSeveralHoldersRule.Id) && AreHolders(now, 1, 2)
        );
        Report(view, "link between master1 and master2 cut");
        var finding = Assert.Single(view.Verdict.Findings, finding => finding.Rule == VipSeveralHoldersRule.Id);
        Assert.Equal(Severity.Critical, finding.Severity);

        await cluster.Network.ConnectAsync();
        view = await cluster.UntilAsync("one holds it again", now => IsHealthyWith(now, 1));
        Report(view, "link restored");
    }

    // The probes repeat during this time, and no view may show another level between two of them.
    private static async Task StaysDownAsync(EndpointCluster cluster)
    {
        var views = 0;
        await cluster.UntilAsync("further views", now =>
        {
            Assert.Equal(Level.Down, now.Verdict.Level);
            return ++views == Watched;
        });
    }

    private static (RuleId Rule, Severity Severity) OnlyCauseOf(ClusterView view)
    {
        var cause = Assert.Single(view.Verdict.Causes, finding => finding.Severity is not Severity.Info);
        return (cause.Rule, cause.Severity);
    }

    private static bool IsHealthyWith(ClusterView view, int holder) =>
        view.Verdict.Level is Level.Healthy
        && AreHolders(view, holder)
        && view.Diagnosis.Endpoints.FromHere is EndpointAnswer.Answered
        && view.Diagnosis.Endpoints.Nodes.All(node => node.Answer is EndpointAnswer.Answered)
        && !view.Verdict.Findings.Any(finding => finding.Subject is VirtualAddressSubject or ApiEndpointSubject);

    private static bool AreHolders(ClusterView view, params int[] masters) =>
        view.Diagnosis.Endpoints.Holders.SequenceEqual(masters.Select(NodeOf));

    private static bool HasMovedTo(ClusterView view, int holder) =>
        view.Snapshot.Transitions.Any(transition =>
            transition.Kind is TransitionKind.Endpoint && transition.Node == NodeOf(holder)
        );

    private static bool Has(ClusterView view, RuleId rule) =>
        view.Verdict.Findings.Any(finding => finding.Rule == rule);

    private static NodeName NodeOf(int number) => NodeName.Parse(MasterHost.NameOf(number));

    private void Report(ClusterView view, string step)
    {
        var findings = view.Verdict.Findings.Select(finding => $"{finding.Severity} {finding.Rule} {finding.Node}");
        output.WriteLine(
            $"{step}: {view.Verdict.Level} after {_clock.Elapsed.TotalSeconds:0.0} s; {string.Join(", ", findings)}"
        );
        _clock.Restart();
    }
}
