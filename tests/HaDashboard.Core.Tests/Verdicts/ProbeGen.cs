using CsCheck;
using HaDashboard.Core.Facts.ControlPlane;
using HaDashboard.Core.Facts.Etcd;
using HaDashboard.Core.Facts.Observations;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Core.Tests.Verdicts;

/// <summary>
/// Probe results in any order, mostly healthy; and why a snapshot is then not healthy, computed without the code of the judge.
/// </summary>
internal static class ProbeGen
{
    private static readonly Gen<HealthAnswer> GenHealth = Gen.Frequency(
        (25, Gen.Const(new HealthAnswer(true, 200, []))),
        (
            1,
            Pick(
                new HealthAnswer(false, 500, ["etcd"]),
                new HealthAnswer(false, null, [], Message.Verbatim("no answer in 4 s")),
                new HealthAnswer(null, 403, []),
                new HealthAnswer(null, null, [])
            )
        )
    );

    private static readonly Gen<Func<EtcdMember, EtcdMember>> GenChange = Gen.Frequency(
        (25, Gen.Const((Func<EtcdMember, EtcdMember>)(m => m))),
        (
            1,
            Pick<Func<EtcdMember, EtcdMember>>(
                m => m with { Healthy = false },
                m => m with { HasLeader = false, IsLeader = false },
                m => m with { Healthy = false, HasLeader = false, IsLeader = false },
                m => m with { Healthy = false, Alarms = ["NOSPACE"] },
                _ => new EtcdMember(EtcdMemberSource.ApiServer, false)
            )
        )
    );

    private static readonly Gen<EndpointAttempt> GenAttempt = Gen.Frequency(
        (25, Gen.Const(new EndpointAttempt(true, 200, TimeSpan.FromMilliseconds(4), null, null))),
        (
            1,
            Pick(
                new EndpointAttempt(false, 500, TimeSpan.FromMilliseconds(4), Message.Verbatim("status 500"), null),
                new EndpointAttempt(false, null, TimeSpan.FromSeconds(4), Message.Verbatim("no answer"), null)
            )
        )
    );

    private static readonly SourceKind[] Kinds =
    [
        SourceKind.Etcd,
        SourceKind.ApiServer,
        SourceKind.ControllerManager,
        SourceKind.Scheduler,
        SourceKind.LocalEndpoint,
        SourceKind.Certificates,
    ];

    public static Gen<Func<DateTimeOffset, Observation>> Observation(string[] nodes)
    {
        var masters = Pick([.. nodes.Where(node => node.Contains("master", StringComparison.Ordinal))]);
        return Gen.Frequency<Func<DateTimeOffset, Observation>>(
            (
                4,
                Gen.Select(masters, GenChange, (node, change) =>
                    (Func<DateTimeOffset, Observation>)(
                        at => SourceCatalogue.Etcd.Observed(A.Name(node), change(Member(node)), at)
                    )
                )
            ),
            (
                4,
                Gen.Select(masters, GenHealth, GenHealth, (node, live, ready) =>
                    (Func<DateTimeOffset, Observation>)(
                        at =>
                            SourceCatalogue.ApiServer.Observed(
                                A.Name(node),
                                new ApiServerProbe(live, ready, null, null, ServerIdentity.Verified),
                                at
                            )
                    )
                )
            ),
            (
                4,
                Gen.Select(masters, Gen.Bool, GenHealth, (node, first, health) =>
                    (Func<DateTimeOffset, Observation>)(
                        at =>
                            (first ? SourceCatalogue.ControllerManager : SourceCatalogue.Scheduler).Observed(
                                A.Name(node),
                                new ComponentProbe(health, null, "https://127.0.0.1:1", ServerIdentity.Inspected),
                                at
                            )
                    )
                )
            ),
            (
                4,
                Gen.Select(Pick(nodes), GenAttempt.Array[1, 4], (node, attempts) =>
                    (Func<DateTimeOffset, Observation>)(
                        at =>
                            SourceCatalogue.LocalEndpoint.Observed(
                                A.Name(node),
                                new EndpointProbe([.. attempts], ServerIdentity.Verified),
                                at
                            )
                    )
                )
            ),
            (
                1,
                Gen.Select(masters, Pick(Kinds), Gen.Enum<FailureKind>(), (node, kind, why) =>
                    (Func<DateTimeOffset, Observation>)(
                        at => new SourceFailed(
                            new SourceId(kind, A.Name(node)),
                            A.Failure(why, "the probe's story."),
                            at
                        )
                    )
                )
            ),
            (1, Gen.Const((Func<DateTimeOffset, Observation>)(at => SourceCatalogue.KubernetesLeases.Listed([], at))))
        );
    }

    public static IEnumerable<string> Objections(ClusterSnapshot snapshot)
    {
        foreach (var node in snapshot.Nodes)
        {
            if (node.LocalEndpoint is not { IsFresh: true, Failure: null, Value.Failed: 0 })
            {
                yield return $"{node.Name}: its own endpoint does not answer";
            }

            if (!node.IsMaster)
            {
                continue;
            }

            if (node.Etcd is not { IsFresh: true, Value: { Healthy: true, HasLeader: not false } })
            {
                yield return $"{node.Name}: etcd is not well";
            }

            if (node.ApiServer is not { IsFresh: true, Value: { Live.Ok: true, Ready.Ok: true } })
            {
                yield return $"{node.Name}: the apiserver is not ready";
            }

            if (
                node.ControllerManager is not { IsFresh: true, Value.Health.Ok: true }
                || node.Scheduler is not { IsFresh: true, Value.Health.Ok: true }
            )
            {
                yield return $"{node.Name}: controller-manager or scheduler is not healthy";
            }

            if (node.Certificates is not { IsFresh: true })
            {
                yield return $"{node.Name}: its certificates are not known";
            }
        }

        if (snapshot.Kubernetes.Leases is not { IsFresh: true, Value.Count: > 0 })
        {
            yield return "nobody is known to lead";
        }
    }

    private static EtcdMember Member(string node) =>
        new(EtcdMemberSource.Metrics, Healthy: true) { HasLeader = true, IsLeader = node == "k8smaster1" };

    private static Gen<T> Pick<T>(params T[] items) => Gen.Int[0, items.Length - 1].Select(i => items[i]);
}
