using System.Diagnostics;
using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Diagnosis.Rules.Endpoints;
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
/// The dashboard observes the virtual address of a real keepalived: who holds it, that its holder changes, that no machine holds it, and
/// that two machines hold it.
/// </summary>
[Collection(WithoutParallelTests.Name)]
public sealed class EndpointTests(ITestOutputHelper output)
{
    private static readonly RuleId[] EndpointRules =
    [
        EndpointUnreachableRule.Id,
        VipNoHolderRule.Id,
        VipSeveralHoldersRule.Id,
    ];

    private readonly Stopwatch _clock = Stopwatch.StartNew();

    [Fact]
    public async Task HolderStops_AllStop_LinkIsCut_EachIsReported_AndEndsWithItsFault()
    {
        NetworkNamespace[] hosts;
        await using (var cluster = await EndpointCluster.StartAsync())
        {
            hosts = [.. cluster.Address.Network.Hosts];
            await HolderIsShownAsync(cluster);
            await HolderChangesAsync(cluster);
            await NobodyHoldsItAsync(cluster);
            await TwoHoldItAsync(cluster);
        }

        Assert.All(hosts, host => Assert.False(File.Exists($"/run/netns/{host.Name}")));
    }

    private async Task HolderIsShownAsync(EndpointCluster cluster)
    {
        var view = await cluster.UntilAsync("Healthy", IsHealthyWith(1));
        Report(view, "started");
        Assert.All(view.Diagnosis.Endpoints.Nodes, node => Assert.Equal(EndpointAnswer.Answered, node.Answer));
        Assert.Equal(EndpointAnswer.Answered, view.Diagnosis.Endpoints.FromHere);
        Assert.All(view.Snapshot.Nodes, node => Assert.Equal(ServerIdentity.Verified, node.Endpoint.Value!.Identity));
    }

    private async Task HolderChangesAsync(EndpointCluster cluster)
    {
        await cluster.Keepalived[0].StopAsync();
        var view = await cluster.UntilAsync("the holder changes", now => IsHealthyWith(2)(now) && HasMovedTo(now, 2));
        Report(view, "keepalived of master1 stopped");
    }

    private async Task NobodyHoldsItAsync(EndpointCluster cluster)
    {
        await Task.WhenAll(cluster.Keepalived[1].StopAsync(), cluster.Keepalived[2].StopAsync());
        var view = await cluster.UntilAsync("nobody holds it", now => Has(now, VipNoHolderRule.Id));
        Report(view, "every keepalived stopped");
        Assert.Equal(Level.Down, view.Verdict.Level);
        var cause = Assert.Single(view.Verdict.Causes, finding => finding.Severity is not Severity.Info);
        Assert.Equal((VipNoHolderRule.Id, Severity.Critical), (cause.Rule, cause.Severity));
        Assert.All(view.Matrix, column => Assert.True(column.IsProven));

        foreach (var keepalived in cluster.Keepalived)
        {
            await keepalived.StartAgainAsync();
        }

        Report(await cluster.UntilAsync("master1 holds it again", IsHealthyWith(1)), "every keepalived started");
    }

    private async Task TwoHoldItAsync(EndpointCluster cluster)
    {
        var network = cluster.Address.Network;
        await network.SeparateAsync(network.Hosts[0], network.Hosts[1]);
        var view = await cluster.UntilAsync("two hold it", now => Has(now, VipSeveralHoldersRule.Id));
        Report(view, "link between master1 and master2 cut");
        Assert.Equal([NodeOf(1), NodeOf(2)], view.Diagnosis.Endpoints.Holders);
        Assert.Equal(
            Severity.Critical,
            Assert.Single(view.Verdict.Findings, finding => finding.Rule == VipSeveralHoldersRule.Id).Severity
        );

        await network.ConnectAsync();
        Report(await cluster.UntilAsync("one holds it again", IsHealthyWith(1)), "link restored");
    }

    private static Func<ClusterView, bool> IsHealthyWith(int holder) =>
        view =>
            view.Verdict.Level is Level.Healthy
            && view.Diagnosis.Endpoints.Holders is [var only]
            && only == NodeOf(holder)
            && !EndpointRules.Any(rule => Has(view, rule));

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
