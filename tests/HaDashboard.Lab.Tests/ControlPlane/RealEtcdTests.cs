using HaDashboard.Adapters.ControlPlane;
using HaDashboard.Adapters.Sources;
using HaDashboard.Adapters.Ssh;
using HaDashboard.Adapters.Tls;
using HaDashboard.Core.Diagnosis.Etcd;
using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Diagnosis.Verdicts;
using HaDashboard.Core.Facts.Inventory;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Observations;
using HaDashboard.Core.Facts.Reduction;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Lab.Tests.Fixtures;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace HaDashboard.Lab.Tests.ControlPlane;

/// <summary>The etcd probes and what is made of them, against three real members that are frozen and killed.</summary>
public sealed class RealEtcdTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Members_AreFrozen_AndLost_OneByOne()
    {
        EtcdProcesses.RequireIt();
        await using var etcd = EtcdProcesses.Start();
        await using var watched = new Watched(etcd);

        var whole = await watched.UntilAsync(IsWhole);
        Assert.Equal((2, 1, 0), (EtcdView.Of(whole)!.Quorum, EtcdView.Of(whole)!.Remaining, EtcdView.Of(whole)!.Lost));
        var members = whole.Nodes.Select(node => node.Etcd.FreshValue!).ToArray();
        Assert.Equal(3, members.Select(m => m.Id).Distinct(StringComparer.Ordinal).Count());
        Assert.All(members, m =>
            Assert.True(
                m is { IsLearner: false, QuotaBytes: > 0, DbSizeBytes: > 0 }
                    && m.Version!.StartsWith("3.", StringComparison.Ordinal),
                m.ToString()
            )
        );

        etcd.Freeze(2); // it accepts and says nothing: it can't be counted on, and is not gone
        var hanging = await watched.UntilAsync(s =>
            s.Nodes[2].Etcd.Failure?.Kind is FailureKind.PortSilent && EtcdView.Of(s) is { Living: 2, Doubtful: 1 }
        );
        Assert.Equal((0, false), (EtcdView.Of(hanging)!.Remaining, EtcdView.Of(hanging)!.IsQuorumLost));

        etcd.Thaw(2);
        await watched.UntilAsync(IsWhole);

        await etcd.KillAsync(2); // a request may be cut in the middle first: that is a reset, and only the next one meets the closed port
        var atQuorum = await watched.UntilAsync(s =>
            s.Nodes[2].Etcd.Failure?.Kind is FailureKind.PortClosed
            && EtcdView.Of(s) is { Living: 2, Lost: 1, Leader: not null }
        );
        Assert.Equal((true, 0), (EtcdView.Of(atQuorum)!.IsAtQuorum, EtcdView.Of(atQuorum)!.Remaining));
        Assert.Contains(Judge.Assess(atQuorum, DateTimeOffset.UtcNow).Findings, f => f.Rule == "etcd.at-quorum");

        await etcd.KillAsync(1);
        var lost = await watched.UntilAsync(s =>
            s.Nodes[0].Etcd.FreshValue is { Healthy: false }
            && EtcdView.Of(s) is { IsQuorumLost: true, Leader: null, WithoutLeader: 1 }
        );
        var verdict = Judge.Assess(lost, DateTimeOffset.UtcNow);
        Assert.Contains(verdict.Findings, f => f.Rule == "etcd.quorum-lost" && f.Severity is Severity.Critical);
    }

    /// <summary>A member learns of its leader before its own /health says so: the three become whole one after the other.</summary>
    private static bool IsWhole(ClusterSnapshot snapshot) =>
        EtcdView.Of(snapshot) is { Living: 3, Leader: not null }
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

        public Task<ClusterSnapshot> UntilAsync(Func<ClusterSnapshot, bool> isSo) => _sink.UntilAsync(isSo, Cancelled);

        public async ValueTask DisposeAsync()
        {
            await _stop.CancelAsync();
            await _probing;
            _stop.Dispose();
        }

        private SourceLoop Loop(InventoryNode node, int metrics, int client)
        {
            var options = new ControlPlaneOptions
            {
                Nodes = [node],
                EtcdMetrics = new Uri($"http://127.0.0.1:{metrics}"),
                EtcdClientPort = client,
                Timeout = TimeSpan.FromSeconds(3),
            };
            var tools = new ProbeTools(
                node,
                new LocalNodeConnection(node.Name, TimeSpan.FromSeconds(5), TimeProvider.System),
                options,
                new CachedTrust(new Nobody(), TimeProvider.System),
                TimeProvider.System
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

    private sealed class Nobody : IClusterTrustSource
    {
        public ClusterTrust Trust() => ClusterTrust.None;
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
            Func<ClusterSnapshot, bool> isSo,
            CancellationToken cancellationToken
        )
        {
            using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            deadline.CancelAfter(Patience);
            while (true)
            {
                ClusterSnapshot now;
                Task changed;
                lock (_gate)
                {
                    (now, changed) = (_snapshot, _changed.Task);
                }

                if (isSo(now))
                {
                    return now;
                }

                await changed.WaitAsync(deadline.Token);
            }
        }

        private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
