using HaDashboard.Adapters.ControlPlane;
using HaDashboard.Adapters.Sources;
using HaDashboard.Adapters.Ssh.Connections;
using HaDashboard.Adapters.Tls;
using HaDashboard.Core.Diagnosis;
using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Diagnosis.Verdicts;
using HaDashboard.Core.Facts.Inventory;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Observations;
using HaDashboard.Core.Facts.Reduction;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Lab.Tests.Fixtures;
using HaDashboard.Tests;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace HaDashboard.Lab.Tests.ControlPlane;

/// <summary>Tests the etcd probes and the resulting state with three real members that are frozen and killed.</summary>
public sealed class RealEtcdTests
{
    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(60);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Members_FrozenAndKilledOneByOne_AreCountedCorrectly()
    {
        EtcdProcesses.RequireIt();
        await using var etcd = EtcdProcesses.Start();
        await using var watched = new Watched(etcd);

        var whole = await watched.UntilAsync(IsWhole);
        Assert.Equal(
            (2, 1, 0),
            (
                ClusterDiagnosis.Of(whole).Etcd.Cluster!.Quorum,
                ClusterDiagnosis.Of(whole).Etcd.Cluster!.Remaining,
                ClusterDiagnosis.Of(whole).Etcd.Cluster!.Lost
            )
        );
        var members = whole.Nodes.Select(node => node.Etcd.FreshValue!).ToArray();
        Assert.Equal(3, members.Select(m => m.Id).Distinct(StringComparer.Ordinal).Count());
        Assert.All(members, m =>
            Assert.True(
                m is { IsLearner: false, QuotaBytes: > 0, DbSizeBytes: > 0 }
                    && m.Version!.StartsWith("3.", StringComparison.Ordinal),
                m.ToString()
            )
        );

        etcd.Freeze(2); // It accepts connections without responding: it is uncertain, not down.
        var hanging = await watched.UntilAsync(s =>
            s.Nodes[2].Etcd.Failure?.Kind is FailureKind.PortSilent
            && ClusterDiagnosis.Of(s).Etcd.Cluster is { Living: 2, Doubtful: 1 }
        );
        Assert.Equal(
            (0, false),
            (
                ClusterDiagnosis.Of(hanging).Etcd.Cluster!.Remaining,
                ClusterDiagnosis.Of(hanging).Etcd.Cluster!.IsQuorumLost
            )
        );

        etcd.Thaw(2);
        await watched.UntilAsync(IsWhole);

        // The kill may interrupt a request, which is then reset. Only the next request finds the closed port.
        await etcd.KillAsync(2);
        var atQuorum = await watched.UntilAsync(s =>
            s.Nodes[2].Etcd.Failure?.Kind is FailureKind.PortClosed
            && ClusterDiagnosis.Of(s).Etcd.Cluster is { Living: 2, Lost: 1, Leader: not null }
        );
        Assert.Equal(
            (true, 0),
            (
                ClusterDiagnosis.Of(atQuorum).Etcd.Cluster!.IsAtQuorum,
                ClusterDiagnosis.Of(atQuorum).Etcd.Cluster!.Remaining
            )
        );
        Assert.Contains(Judge.Assess(ClusterDiagnosis.Of(atQuorum)).Findings, f => f.Rule.Value == "etcd.at-quorum");

        await etcd.KillAsync(1);
        var lost = await watched.UntilAsync(s =>
            s.Nodes[0].Etcd.FreshValue is { Healthy: false }
            && ClusterDiagnosis.Of(s).Etcd.Cluster is { IsQuorumLost: true, Leader: null, WithoutLeader: 1 }
        );
        var verdict = Judge.Assess(ClusterDiagnosis.Of(lost));
        Assert.Contains(verdict.Findings, f => f.Rule.Value == "etcd.quorum-lost" && f.Severity is Severity.Critical);
    }

    /// <summary>
    /// A member knows its leader before its own /health reports it, so the three members become healthy one after the other.
    /// </summary>
    private static bool IsWhole(ClusterSnapshot snapshot) =>
        ClusterDiagnosis.Of(snapshot).Etcd.Cluster is { Living: 3, Leader: not null }
        && snapshot.Nodes.All(node => node.Etcd.FreshValue is { Healthy: true, HasLeader: true });

    private sealed class Watched : IAsyncDisposable
    {
        private readonly CancellationTokenSource _stop = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        private readonly Sink _sink;
        private readonly Task _probing;

        public Watched(EtcdProcesses etcd)
        {
            InventoryNode[] nodes =
            [
                .. Enumerable
                    .Range(1, etcd.MetricsPorts.Length)
                    .Select(i => new InventoryNode(NodeName.Parse($"k8smaster{i}"), NodeRole.Master, null)),
            ];
            _sink = new Sink(
                ClusterSnapshot.For(
                    ClusterInventory.Empty with
                    {
                        Nodes = [.. nodes],
                        Probes = ProbeSchedule.Default,
                        StaleAfter = TimeSpan.FromSeconds(30),
                    }
                )
            );
            _probing = Task.WhenAll(
                nodes.Select((node, i) => Loop(node, etcd.MetricsPorts[i], etcd.ClientPorts[i]).RunAsync(_stop.Token))
            );
        }

        public Task<ClusterSnapshot> UntilAsync(Func<ClusterSnapshot, bool> condition) =>
            _sink.UntilAsync(condition, Cancelled);

        public async ValueTask DisposeAsync()
        {
            await _stop.CancelAsync();
            await _probing;
            _stop.Dispose();
        }

        private SourceLoop Loop(InventoryNode node, int metrics, int client)
        {
            var pod = FixedFeed.PodOf(
                node.Name,
                ControlPlaneComponent.Etcd,
                ("listen-metrics-urls", $"http://127.0.0.1:{metrics}"),
                ("listen-client-urls", $"https://127.0.0.1:{client}")
            );
            var options = new ControlPlaneOptions
            {
                Nodes = [node],
                Schedule = new ProbeSchedule { Timeout = TimeSpan.FromSeconds(3) },
            };
            var tools = new ProbeTools(
                node,
                new LocalNodeConnection(node.Name, TimeSpan.FromSeconds(5), TimeProvider.System),
                options,
                new NoTrust(),
                TimeProvider.System,
                FixedFeed.Of(node).WithPods(pod)
            );
            return new SourceLoop(
                new EtcdProber(tools),
                new SourceTiming(TimeSpan.FromMilliseconds(300)) { Timeout = options.Timeout },
                _sink,
                TimeProvider.System,
                NullLogger.Instance
            );
        }
    }

    private sealed class NoTrust : IClusterTrustSource
    {
        public ClusterTrust Current => ClusterTrust.None;
    }

    private sealed class Sink(ClusterSnapshot snapshot) : IObservationSink
    {
        private readonly Lock _gate = new();
        private ClusterSnapshot _snapshot = snapshot;
        private TaskCompletionSource _changed = New();

        public void Offer(Observation observation)
        {
            lock (_gate)
            {
                _snapshot = SnapshotReducer.Apply(_snapshot, observation);
                _changed.SetResult();
                _changed = New();
            }
        }

        public async Task<ClusterSnapshot> UntilAsync(
            Func<ClusterSnapshot, bool> condition,
            CancellationToken cancellationToken
        )
        {
            using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            deadline.CancelAfter(TimeLimit);
            while (true)
            {
                ClusterSnapshot now;
                Task changed;
                lock (_gate)
                {
                    (now, changed) = (_snapshot, _changed.Task);
                }

                if (condition(now))
                {
                    return now;
                }

                await changed.WaitAsync(deadline.Token);
            }
        }

        private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
