using System.Collections.Immutable;
using System.Globalization;
using HaDashboard.Core.Diagnosis;
using HaDashboard.Core.Diagnosis.Verdicts;
using HaDashboard.Core.Facts.ControlPlane;
using HaDashboard.Core.Facts.Etcd;
using HaDashboard.Core.Facts.HaProxy;
using HaDashboard.Core.Facts.Inventory;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Observations;
using HaDashboard.Core.Facts.Reduction;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Core.Tests.Verdicts;

/// <summary>
/// A cluster of n masters and two workers, wholly probed, to which things happen. Whatever a fault does not touch is observed again at
/// the same
/// moment, as the pollers do. Immutable: each act is a new play.
/// </summary>
internal sealed record Play
{
    private static readonly HealthAnswer Well = new(true, 200, []);
    private static readonly HealthAnswer Ill = new(false, 500, ["etcd"]);

    private ImmutableDictionary<
        (string Node, int Server),
        (string Status, string Check, double Age)
    > Cells { get; init; } = ImmutableDictionary<(string, int), (string, string, double)>.Empty;
    private ImmutableDictionary<
        (SourceKind Kind, string Node),
        Func<DateTimeOffset, Observation>
    > Instead { get; init; } = ImmutableDictionary<(SourceKind, string), Func<DateTimeOffset, Observation>>.Empty;
    private ImmutableDictionary<string, Node> Nodes { get; init; } = ImmutableDictionary<string, Node>.Empty;
    private ImmutableDictionary<(ControlPlaneComponent Component, string Node), Pod> Pods { get; init; } =
        ImmutableDictionary<(ControlPlaneComponent, string), Pod>.Empty;
    private readonly int _masters;
    private bool AsksApi { get; init; } = true;

    internal Play(int masters)
    {
        _masters = masters;
        Inventory = Scenario.InventoryOf(masters, 2) with { Probes = ProbeSchedule.Default };
        Before = ClusterSnapshot.For(Inventory);
    }

    /// <summary>From here on all is well again: what was is remembered, and nothing of it goes on.</summary>
    internal Play Mended() => new(_masters) { Before = Before, Now = Now };

    internal DateTimeOffset Now { get; private init; } = A.Noon;

    internal ClusterSnapshot Snapshot => Everything().Aggregate(Before, SnapshotReducer.Apply);

    internal Verdict Verdict => Judge.Assess(ClusterDiagnosis.Of(Snapshot));

    private ClusterInventory Inventory { get; }

    private ClusterSnapshot Before { get; init; }

    private string[] Masters => [.. Enumerable.Range(1, _masters).Select(Master)];

    private string[] All => [.. Masters, "k8sworker1", "k8sworker2"];

    internal Play At(double seconds) => this with { Before = Snapshot, Now = A.After(seconds) };

    /// <summary>The fault is over, and long enough ago that nothing is held against anybody.</summary>
    internal Play Recovers() => new(_masters) { Before = Snapshot, Now = Now.AddMinutes(11) };

    internal Play ServerDown(int server, double age = 60, string check = "L4CON") => LosesOn(server, age, check, All);

    internal Play EveryServerDown(double age = 60) =>
        Enumerable.Range(1, _masters).Aggregate(this, (play, i) => play.ServerDown(i, age));

    internal Play LosesOn(int server, params string[] nodes) => LosesOn(server, 60, "L4TOUT", nodes);

    internal Play Loses(string node, params int[] servers) =>
        servers.Aggregate(this, (play, i) => play.LosesOn(i, node));

    internal Play Partitioned(int[] one, int[] other, int workers, double age = 60)
    {
        string[] beyond =
        [
            .. other.Select(Master),
            .. workers > 0 ? ["k8sworker1"] : Array.Empty<string>(),
            .. workers > 1 ? ["k8sworker2"] : Array.Empty<string>(),
        ];
        var play = one.Aggregate(this, (p, i) => p.LosesOn(i, age, "L4TOUT", beyond));
        return other.Aggregate(play, (p, i) => p.LosesOn(i, age, "L4TOUT", [.. one.Select(Master)]));
    }

    internal Play Maint(int server, double minutes) =>
        All.Aggregate(this, (play, node) =>
            play with
            {
                Cells = play.Cells.SetItem((node, server), ("MAINT", "", minutes * 60)),
            }
        );

    internal Play Host(int number) =>
        EverySourceOf(Master(number), FailureKind.Timeout).ServerDown(number, check: "L4TOUT");

    internal Play SshGone(string node) => EverySourceOf(node, FailureKind.HostUnreachable);

    internal Play ApiServerEnds(int number) =>
        Fails(SourceKind.ApiServer, Master(number), FailureKind.PortClosed).ServerDown(number);

    internal Play ApiServerEndsUnnoticed(int number) =>
        Fails(SourceKind.ApiServer, Master(number), FailureKind.PortClosed);

    internal Play ApiServerHangs(int number) => Fails(SourceKind.ApiServer, Master(number), FailureKind.PortSilent);

    internal Play ApiServerNotReady(int number) =>
        With(SourceKind.ApiServer, Master(number), at => ApiServer(number, at, Ill));

    internal Play EtcdEnds(int number) => Fails(SourceKind.Etcd, Master(number), FailureKind.PortClosed);

    internal Play EtcdCutOff(params int[] numbers) =>
        numbers.Aggregate(this, (play, i) =>
            play.With(SourceKind.Etcd, Master(i), at =>
                SourceCatalogue.Etcd.Observed(
                    A.Name(Master(i)),
                    new EtcdMember(EtcdMemberSource.Metrics, Healthy: false) { HasLeader = false, IsLeader = false },
                    at
                )
            )
        );

    /// <summary>It answers, has a leader, and its own /health fails.</summary>
    internal Play EtcdUnwell(int number) =>
        With(SourceKind.Etcd, Master(number), at =>
            SourceCatalogue.Etcd.Observed(A.Name(Master(number)), Member(number) with { Healthy = false }, at)
        );

    /// <summary>Every member reports an alarm of the cluster.</summary>
    internal Play EtcdAlarm(string alarm) =>
        Enumerable
            .Range(1, _masters)
            .Aggregate(this, (play, i) =>
                play.With(SourceKind.Etcd, Master(i), at =>
                    SourceCatalogue.Etcd.Observed(
                        A.Name(Master(i)),
                        Member(i) with
                        {
                            Healthy = false,
                            Alarms = [alarm],
                        },
                        at
                    )
                )
            );

    /// <summary>Not asked again since: its last word stays.</summary>
    internal Play EtcdUnasked(params int[] numbers) =>
        numbers.Aggregate(this, (play, i) => play.With(SourceKind.Etcd, Master(i), at => new ClockTicked(at)));

    /// <summary>It no longer responds, and no timeout has expired yet.</summary>
    internal Play Hushed(string node) =>
        new[]
        {
            SourceKind.HaProxy,
            SourceKind.Etcd,
            SourceKind.ApiServer,
            SourceKind.ControllerManager,
            SourceKind.Scheduler,
            SourceKind.LocalEndpoint,
        }.Aggregate(this, (play, kind) => play.With(kind, node, at => new ClockTicked(at)));

    /// <summary>Of a node's own connections to the API one in two fails.</summary>
    internal Play EndpointFails(params string[] nodes) =>
        nodes.Aggregate(this, (play, node) =>
            play.With(SourceKind.LocalEndpoint, node, at =>
                SourceCatalogue.LocalEndpoint.Observed(
                    A.Name(node),
                    new EndpointProbe(
                        [
                            new EndpointAttempt(true, 200, TimeSpan.FromMilliseconds(4), null, null),
                            new EndpointAttempt(
                                false,
                                null,
                                TimeSpan.FromSeconds(4),
                                Message.Verbatim("no answer in 4 s"),
                                null
                            ),
                        ],
                        ServerIdentity.Verified
                    ),
                    at
                )
            )
        );

    internal Play SchedulerEnds(int number) => Fails(SourceKind.Scheduler, Master(number), FailureKind.PortClosed);

    /// <summary>As the API reports a static pod: its container ended once, and a restart is pending.</summary>
    internal Play PodEnded(ControlPlaneComponent component, int number) =>
        this with
        {
            Pods = Pods.SetItem(
                (component, Master(number)),
                A.Pod(component, Master(number), ready: false, A.CrashLooping(restarts: 0))
            ),
        };

    internal Play SlowDisk(int number) =>
        With(SourceKind.Etcd, Master(number), at =>
            SourceCatalogue.Etcd.Observed(
                A.Name(Master(number)),
                Member(number) with
                {
                    WalFsyncP99 = TimeSpan.FromMilliseconds(300),
                },
                at
            )
        );

    internal Play HaProxyEnds(string node) =>
        Fails(SourceKind.HaProxy, node, FailureKind.SocketRefused)
            .Fails(SourceKind.LocalEndpoint, node, FailureKind.PortClosed);

    internal Play NodeSilent(string node) =>
        this with
        {
            Nodes = Nodes.SetItem(node, A.Node(node, "Unknown", reason: "NodeStatusUnknown")),
        };

    internal Play Cordoned(string node) => this with { Nodes = Nodes.SetItem(node, A.Node(node, unschedulable: true)) };

    internal Play ApiSilent() => this with { AsksApi = false, Before = Snapshot, Now = Now.AddSeconds(20) };

    /// <summary>Nobody says anything any more.</summary>
    internal Play Silent() =>
        All.Aggregate(ApiSilent() with { Now = Now.AddMinutes(20) }, (play, node) =>
            new[]
            {
                SourceKind.HaProxy,
                SourceKind.Etcd,
                SourceKind.ApiServer,
                SourceKind.ControllerManager,
                SourceKind.Scheduler,
                SourceKind.LocalEndpoint,
                SourceKind.Certificates,
            }.Aggregate(play, (p, kind) => p.With(kind, node, at => new ClockTicked(at)))
        );

    internal Play Flaps(int server, int times)
    {
        var play = this;
        for (var i = 0; i < times; i++)
        {
            play = play.At((i * 20) + 10).ServerDown(server, age: 0);
            play = play.At((i * 20) + 20) with { Cells = Cells };
        }

        return play;
    }

    private Play LosesOn(int server, double age, string check, string[] nodes) =>
        nodes.Aggregate(this, (play, node) =>
            play with
            {
                Cells = play.Cells.SetItem((node, server), ("DOWN", check, age)),
            }
        );

    private Play Fails(SourceKind kind, string node, FailureKind why) =>
        With(kind, node, at => new SourceFailed(
            new SourceId(kind, A.Name(node)),
            A.Failure(why, "no answer within 5 s."),
            at
        ));

    private Play With(SourceKind kind, string node, Func<DateTimeOffset, Observation> what) =>
        this with
        {
            Instead = Instead.SetItem((kind, node), what),
        };

    private Play EverySourceOf(string node, FailureKind why) =>
        new[]
        {
            SourceKind.HaProxy,
            SourceKind.Etcd,
            SourceKind.ApiServer,
            SourceKind.ControllerManager,
            SourceKind.Scheduler,
            SourceKind.LocalEndpoint,
            SourceKind.Certificates,
        }.Aggregate(this, (play, kind) => play.Fails(kind, node, why));

    private IEnumerable<Observation> Everything()
    {
        foreach (var node in All)
        {
            yield return Or(SourceKind.HaProxy, node, at =>
                SourceCatalogue.HaProxy.Observed(
                    A.Name(node),
                    A.Reading([.. Enumerable.Range(1, _masters).Select(i => Cell(node, i))]),
                    at
                )
            );
            yield return Or(SourceKind.LocalEndpoint, node, at =>
                SourceCatalogue.LocalEndpoint.Observed(
                    A.Name(node),
                    new EndpointProbe(
                        [new EndpointAttempt(true, 200, TimeSpan.FromMilliseconds(4), null, null)],
                        ServerIdentity.Verified
                    ),
                    at
                )
            );
        }

        for (var i = 1; i <= _masters; i++)
        {
            var (number, master) = (i, Master(i));
            yield return Or(SourceKind.Etcd, master, at =>
                SourceCatalogue.Etcd.Observed(A.Name(master), Member(number), at)
            );
            yield return Or(SourceKind.ApiServer, master, at => ApiServer(number, at, Well));
            yield return Or(SourceKind.ControllerManager, master, at =>
                Component(SourceCatalogue.ControllerManager, master, at)
            );
            yield return Or(SourceKind.Scheduler, master, at => Component(SourceCatalogue.Scheduler, master, at));
            yield return Or(SourceKind.Certificates, master, at => Certificates(master, at));
        }

        if (AsksApi)
        {
            yield return new SourceAlive(SourceId.KubernetesApi, "https://10.0.42.1:6443", Now);
            yield return SourceCatalogue.KubernetesNodes.Listed(
                [.. All.Select(node => Nodes.GetValueOrDefault(node) ?? A.Node(node))],
                Now
            );
            yield return SourceCatalogue.KubernetesPods.Listed(
                [
                    .. Masters.SelectMany(master =>
                        ControlPlaneComponents.All.Select(component =>
                            Pods.GetValueOrDefault((component, master)) ?? A.Pod(component, master)
                        )
                    ),
                ],
                Now
            );
            yield return SourceCatalogue.KubernetesLeases.Listed(
                [Lease("kube-controller-manager"), Lease("kube-scheduler")],
                Now
            );
        }

        yield return new ClockTicked(Now);
    }

    private Observation Or(SourceKind kind, string node, Func<DateTimeOffset, Observation> well) =>
        (Instead.GetValueOrDefault((kind, node)) ?? well)(Now);

    private Server Cell(string node, int server)
    {
        var (status, check, age) = Cells.GetValueOrDefault((node, server), ("UP", "L4OK", 60));
        return A.Server($"master{Text(server)}", status, check, address: $"10.0.42.{Text(server)}:6443") with
        {
            Since = Now.AddSeconds(-age),
            LastChangeSeconds = (long)age,
        };
    }

    private static SourceObserved<ApiServerProbe> ApiServer(int number, DateTimeOffset at, HealthAnswer ready) =>
        SourceCatalogue.ApiServer.Observed(
            A.Name(Master(number)),
            new ApiServerProbe(Well, ready, TimeSpan.FromMilliseconds(3), "v1.20.2", ServerIdentity.Verified),
            at
        );

    private static EtcdMember Member(int number) =>
        new(EtcdMemberSource.Metrics, Healthy: true)
        {
            HasLeader = true,
            IsLeader = number == 1,
            IsLearner = false,
            AppliedIndex = 1000,
        };

    private static SourceObserved<ComponentProbe> Component(
        SourceDescriptor<ComponentProbe> component,
        string master,
        DateTimeOffset at
    ) =>
        component.Observed(
            A.Name(master),
            new ComponentProbe(Well, null, "https://127.0.0.1:1", ServerIdentity.Inspected),
            at
        );

    private static SourceObserved<ServingCertificates> Certificates(string master, DateTimeOffset at) =>
        SourceCatalogue.Certificates.Observed(
            A.Name(master),
            new ServingCertificates(
                [
                    new ServingCertificate(
                        "kube-apiserver",
                        "CN=kube-apiserver",
                        "CN=kubernetes",
                        ["127.0.0.1"],
                        A.Noon.AddDays(-60),
                        A.Noon.AddDays(300),
                        ServerIdentity.Verified,
                        []
                    ),
                ],
                ImmutableSortedDictionary<string, Message>.Empty
            ),
            at
        );

    private Lease Lease(string name) => new(name, "k8smaster1_x", Now, Now, TimeSpan.FromSeconds(15), 1);

    private static string Master(int number) => $"k8smaster{Text(number)}";

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
