using System.Net;
using HaDashboard.Core.Facts.Actions;
using HaDashboard.Core.Facts.HaProxy;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Operations.Actions;
using Xunit;

namespace HaDashboard.Lab.Tests.HaProxy;

/// <summary>Tests reloads: refused, failed and verified ones, and the restoration of runtime changes.</summary>
public sealed class ReloadTests
{
    private static readonly ProxyName Proxy = ProxyName.Parse("api-backend");

    [Fact]
    public async Task MaintWeightAndAddress_AreListedAndRestoredAfterReload()
    {
        await using var bench = await ReloadBench.StartAsync();
        await bench.RunAsync(
            new SetServerState("1", ReloadBench.Name, Proxy, ServerName.Parse("master2"), ServerTargetState.Maint)
        );
        await bench.RunAsync(
            new SetServerWeight("2", ReloadBench.Name, Proxy, ServerName.Parse("master3"), WeightChange.Absolute(7))
        );
        var moved = new SetServerAddress(
            "3",
            ReloadBench.Name,
            Proxy,
            ServerName.Parse("master1"),
            IPEndPoint.Parse("127.0.0.9:6443")
        );
        await bench.RunAsync(moved);
        await bench.UntilAsync(node => node.Configuration.IsFresh);
        var reload = await bench.ReloadAsync(reapply: true);
        Assert.True(reload.Outcome is ReloadOutcome.Succeeded, reload.Explanation);
        Assert.Equal(
            [
                "api-backend/master2: MAINT",
                "api-backend/master3: weight 7, the file says 1",
                $"api-backend/master1: address {moved.Address}, the file says",
            ],
            reload.Lost!.Value.Select(Describe)
        );
        Assert.All(reload.Reapplied, again => Assert.True(again.Succeeded, again.Summary));
        Assert.Equal(
            [
                ReloadPhase.Checking,
                ReloadPhase.Reloading,
                ReloadPhase.Proving,
                ReloadPhase.Reapplying,
                ReloadPhase.Done,
            ],
            reload.Times.Select(time => time.Phase)
        );
        Assert.NotEqual(reload.Before!.Pid, reload.After!.Pid);
        await bench.UntilAsync(node =>
            node.HaProxy.FreshValue?.Find("api-backend", "master2")?.Status.State is ServerOperationalState.Maint
        );
        await bench.UntilAsync(node =>
            node.HaProxy.FreshValue?.Find("api-backend", "master1")?.Address == moved.Address.ToString()
        );
        await bench.UntilAsync(node => node.Configuration.FreshValue?.IsPending == false); // The start of its worker was observed.
    }

    [Fact]
    public async Task InvalidFile_IsRefused_WithItsLine()
    {
        await using var bench = await ReloadBench.StartAsync();
        await bench.Node.HaProxy.WriteConfigAsync(bench.Node.HaProxy.Configuration() + "\nsever nowhere\n");
        var reload = await bench.ReloadAsync();
        Assert.Equal(ReloadOutcome.Refused, reload.Outcome);
        var alert = Assert.Single(reload.Messages, message => message.Line is not null);
        Assert.Equal((CheckSeverity.Alert, bench.Node.HaProxy.ConfigFile), (alert.Severity, alert.File));
        Assert.Contains("'sever'", alert.Text, StringComparison.Ordinal);
        Assert.Equal(reload.Before!.Pid, bench.State.HaProxy.Value!.Process.Pid);
    }

    [Fact]
    public async Task FileThatPassesCheckButDoesNotLoad_IsFailed()
    {
        await using var bench = await ReloadBench.StartAsync();
        // The check opens no ports, but the worker must open them, and another process uses this one.
        using var taken = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        taken.Start();
        var port = ((System.Net.IPEndPoint)taken.LocalEndpoint).Port;
        await bench.Node.HaProxy.WriteConfigAsync(
            bench.Node.HaProxy.Configuration()
                + $"\nfrontend other\n    bind 127.0.0.1:{port}\n    default_backend api-backend\n"
        );
        var reload = await bench.ReloadAsync();
        Assert.True(reload.Outcome is ReloadOutcome.Failed, reload.Explanation);
        Assert.Contains("did not load the configuration", reload.Explanation, StringComparison.Ordinal);
        Assert.Equal(reload.Before!.Pid, bench.State.HaProxy.Value!.Process.Pid);
    }

    // The file's address is a random port, so it is removed from the text.
    private static string Describe(RuntimeChange change)
    {
        var text = change.What.ToString();
        return change.FileAddress is { } address
            ? $"{change.Target}: {text.Replace($" {address}", "", StringComparison.Ordinal)}"
            : $"{change.Target}: {text}";
    }
}
