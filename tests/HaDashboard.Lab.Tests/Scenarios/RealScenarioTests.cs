using HaDashboard.Api.Documents;
using HaDashboard.Lab.Tests.Fixtures;
using HaDashboard.Lab.Tests.Ssh;
using Xunit;

namespace HaDashboard.Lab.Tests.Scenarios;

/// <summary>
/// Applies the main faults of a stacked control plane to real processes and reads the REST API. Each fault leads from Healthy to the
/// expected level and cause, is never shown as Healthy until it ends, and then recovers. <see cref="ScenarioCluster"/> says which parts
/// are real.
/// </summary>
[Collection(WithoutParallelTests.Name)]
public sealed class RealScenarioTests(ITestOutputHelper output)
{
    // A server that is DOWN three times in ten minutes is reported as flapping, so no server is used that often.
    private static readonly Scenario[] Scenarios =
    [
        new(
            "apiserver of master2 stopped",
            "Degraded",
            "apiserver.not-live",
            "master2",
            c => c.Api.KillAsync(1),
            c => c.Api.StartAsync(1)
        ),
        new(
            "apiserver of master3 frozen",
            "Degraded",
            "haproxy.false-green",
            "master3",
            Do(c => c.Api.Freeze(2)),
            Do(c => c.Api.Thaw(2))
        ),
        new(
            "etcd of master3 stopped",
            "AtRisk",
            "etcd.member-down",
            "master3",
            c => c.Etcd.KillAsync(2),
            Do(c => c.Etcd.StartMember(2))
        ),
        new(
            "etcd of master2 and master3 stopped",
            "Down",
            "etcd.quorum-lost",
            null,
            c => Task.WhenAll(c.Etcd.KillAsync(1), c.Etcd.KillAsync(2)),
            Do(c =>
            {
                c.Etcd.StartMember(1);
                c.Etcd.StartMember(2);
            })
        ),
        new(
            "HAProxy of worker1 stopped",
            "Degraded",
            "haproxy.process-down",
            "worker1",
            c => c.Nodes[3].HaProxy.StopAsync(),
            c => c.Nodes[3].HaProxy.StartAgainAsync()
        ),
        new(
            "sshd of master3 stopped",
            "Degraded",
            "haproxy.unreachable",
            "master3",
            c => c.Nodes[2].Sshd.StopAsync(),
            c => c.Nodes[2].Sshd.StartAgainAsync()
        ),
        new(
            "master1 in MAINT on worker1, by hand",
            "Degraded",
            "haproxy.server-down",
            "worker1",
            c => c.Nodes[3].ByHandAsync("set server api-backend/master1 state maint"),
            c => c.Nodes[3].ByHandAsync("set server api-backend/master1 state ready")
        ),
        new(
            "apiservers of master1 and master3 stopped",
            "AtRisk",
            "apiserver.not-live",
            "master1",
            c => Task.WhenAll(c.Api.KillAsync(0), c.Api.KillAsync(2)),
            c => Task.WhenAll(c.Api.StartAsync(0), c.Api.StartAsync(2))
        ),
        new(
            "every apiserver stopped",
            "Down",
            "haproxy.no-server-up",
            null,
            c => Task.WhenAll(c.Api.KillAsync(0), c.Api.KillAsync(1), c.Api.KillAsync(2)),
            c => Task.WhenAll(c.Api.StartAsync(0), c.Api.StartAsync(1), c.Api.StartAsync(2))
        )
        {
            Also = IsObservedOverSsh,
        },
    ];

    [Fact]
    public async Task EveryFault_HasExpectedLevelAndCause_IsNeverHealthy_AndRecovers()
    {
        var missing = ApiServerProcess.Missing
            ?? TestProcess.Missing(EtcdProcesses.Program)
            ?? SshdProcess.Missing
            ?? HaProxyProcess.Missing;
        Assert.SkipWhen(missing is not null, missing ?? "");
        await using var cluster = await ScenarioCluster.StartAsync();
        var run = new ScenarioRun(cluster, TestContext.Current.CancellationToken);
        try
        {
            await run.GreenAsync();
            foreach (var scenario in Scenarios)
            {
                await run.RunAsync(scenario);
            }
        }
        finally
        {
            output.WriteLine(run.Table);
        }
    }

    /// <summary>The data over SSH does not need the API: every HAProxy and every etcd member is fresh.</summary>
    private static bool IsObservedOverSsh(ClusterDocument cluster) =>
        cluster.Kubernetes.State is "Down"
        && cluster.Etcd is { Healthy: 3 }
        && cluster.Nodes.All(node => node.HaProxy is { State: "Up", Stale: false });

    private static Func<ScenarioCluster, Task> Do(Action<ScenarioCluster> action) =>
        cluster =>
        {
            action(cluster);
            return Task.CompletedTask;
        };
}
