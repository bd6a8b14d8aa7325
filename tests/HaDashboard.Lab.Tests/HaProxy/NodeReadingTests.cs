using HaDashboard.Adapters.HaProxy.Readings;
using HaDashboard.Core.Facts.HaProxy;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Operations.Actions;
using HaDashboard.Lab.Tests.Fixtures;
using HaDashboard.Lab.Tests.Ssh;
using Xunit;

namespace HaDashboard.Lab.Tests.HaProxy;

/// <summary>Tests the infrequent readings with a real HAProxy, its master process and a real sshd.</summary>
public sealed class NodeReadingTests
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task MasterProcess_ReportsOldWorkersAndFailedReloads()
    {
        await using var lab = await Lab.StartAsync();
        var fresh = await MasterAsync(lab);
        Assert.Equal((lab.Node.HaProxy.MasterPid, 0, false), (fresh.Pid, fresh.Leaving.Length, fresh.LastReloadFailed));
        var first = fresh.Serving!.Pid;

        await using (await lab.Runtimes.OpenAsync(lab.Name, Ct)) // An open connection, so that the old worker keeps running.
        {
            Assert.Equal(0, (await lab.Connection.RunAsync(lab.Options.ReloadCommand, Timeout, Ct)).ExitCode);
            var reloaded = await UntilAsync(lab, m =>
                m.Serving is { } worker && worker.Pid != first && !m.Leaving.IsEmpty
            );
            Assert.Equal([first], reloaded.Leaving.Select(worker => worker.Pid));
        }

        var second = (await UntilAsync(lab, m => m.Serving is not null && m.Leaving.IsEmpty)).Serving!.Pid;
        await lab.Node.HaProxy.WriteConfigAsync(lab.Node.HaProxy.Configuration() + "\nbogus\n");
        TestProcess.Signal(lab.Node.HaProxy.MasterPid, 12); // SIGUSR2: a reload without the check.
        var failed = await UntilAsync(lab, m => m.LastReloadFailed && m.Serving is not null && m.Leaving.IsEmpty);
        Assert.Equal((second, 0), (failed.Serving!.Pid, failed.Leaving.Length));
    }

    [Fact]
    public async Task Settings_ContainRuntimeChanges()
    {
        await using var lab = await Lab.StartAsync();
        var (proxy, server) = (ProxyName.Parse("api-backend"), ServerName.Parse("master2"));
        await lab.RunAsync((id, n) => new SetServerState(id, n, proxy, server, ServerTargetState.Maint));
        await lab.RunAsync(
            (id, n) => new SetServerWeight(id, n, proxy, ServerName.Parse("master3"), WeightChange.Absolute(7))
        );
        var reading = new SettingsReading(lab.Connection, lab.Node.HaProxy.AdminSocket, Timeout, TimeProvider.System);
        var settings = await reading.ReadAsync(Ct);
        Assert.Equal(3, settings.Servers.Length);
        var two = settings.Servers.Single(s => s.Server == server).Administration;
        Assert.Equal((ServerAdminState.ForcedMaintenance, true), (two.Admin, two.IsChecked));
        var three = settings.Servers.Single(s => s.Path == "api-backend/master3").Administration;
        Assert.Equal((7, 1), (three.UserWeight, three.ConfiguredWeight));
    }

    [Fact]
    public async Task Configuration_IsReadOverSameConnection()
    {
        await using var lab = await Lab.StartAsync();
        var reading = new ConfigurationReading(
            lab.Connection,
            $"cat {lab.Node.HaProxy.ConfigFile}",
            Timeout,
            TimeProvider.System
        );
        var file = (await reading.ReadAsync(Ct)).File;
        Assert.Contains("backend api-backend", file.Lines);
        await lab.Node.Sshd.SignedInAsync(1, Ct);
        var missing = new ConfigurationReading(
            lab.Connection,
            "cat /nonexistent/haproxy.cfg",
            Timeout,
            TimeProvider.System
        );
        Assert.Contains(
            "exit code 1",
            (await Assert.ThrowsAsync<SourceFailureException>(() => missing.ReadAsync(Ct))).Message,
            StringComparison.Ordinal
        );
    }

    private static async Task<MasterProcess> MasterAsync(Lab lab) =>
        await new MasterReading(lab.Connection, lab.Node.HaProxy.MasterSocket, Timeout, TimeProvider.System).ReadAsync(
            Ct
        );

    private static async Task<MasterProcess> UntilAsync(Lab lab, Func<MasterProcess, bool> condition)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        deadline.CancelAfter(TimeSpan.FromSeconds(60));
        while (true)
        {
            try
            {
                if (await MasterAsync(lab) is var master && condition(master))
                {
                    return master;
                }
            }
            catch (SourceFailureException)
            {
                // The master process restarts with every reload and closes its connections.
            }

            await Task.Delay(50, deadline.Token);
        }
    }
}
