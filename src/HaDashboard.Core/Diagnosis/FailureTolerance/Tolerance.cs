using System.Collections.Immutable;
using HaDashboard.Core.Diagnosis.Endpoints;
using HaDashboard.Core.Diagnosis.Etcd;
using HaDashboard.Core.Diagnosis.Topology;
using HaDashboard.Core.Facts.Etcd;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Core.Diagnosis.FailureTolerance;

/// <summary>The number of masters, serving apiservers and healthy etcd members, as far as is known now.</summary>
/// <param name="Masters">Masters in the inventory.</param>
/// <param name="Serving">Apiservers that the HAProxy of at least one responding node reports UP after a passed health check.</param>
/// <param name="NotServing">Apiservers that the HAProxy of no responding node sends requests to.</param>
/// <param name="Unproven">Apiservers that get requests without a passed check: not checked, not yet checked, or an unrecognized
/// status.</param>
/// <param name="EtcdLost">Masters whose etcd member is known to be down.</param>
/// <param name="EtcdDoubtful">Masters whose etcd member may run, but does not count for the quorum.</param>
/// <param name="EtcdUnknown">Masters whose etcd member is not observed.</param>
/// <param name="Responding">Nodes with fresh HAProxy data.</param>
/// <param name="CutOff">Of these, nodes whose HAProxy has no available server.</param>
/// <param name="NotRunning">Nodes known to run no HAProxy.</param>
/// <param name="HasUnprovenServer">On a responding node, a server gets requests that has passed no health check of this worker.</param>
public sealed record Tolerance(
    int Nodes,
    int Masters,
    int Serving,
    int NotServing,
    int Unproven,
    int EtcdLost,
    int EtcdDoubtful,
    int EtcdUnknown,
    int Responding,
    int CutOff,
    int NotRunning,
    bool HasUnprovenServer
)
{
    /// <summary>An etcd member responds, and none of the responding members reports a leader: API writes fail.</summary>
    public bool NoLeader { get; init; }

    /// <summary>Masters whose apiserver fails its direct probe, independent of the status in HAProxy.</summary>
    public int ApiServersFailing { get; init; }

    /// <summary>Servers that some HAProxy sends requests to, right or wrong.</summary>
    public int Listed { get; init; }

    /// <summary>Members of etcd with a vote; null where etcd runs on machines that are not watched, so that its size is unknown.</summary>
    public int? Voters { get; init; } = Masters;

    /// <summary>Nodes that run an HAProxy.</summary>
    public int Balancers { get; init; } = Nodes;

    public int Quorum => EtcdCluster.QuorumOf(Voters ?? Masters);

    /// <summary>
    /// Failures that a complete cluster of this size tolerates: one of three, two of five, none of one. With an etcd of its own, one master
    /// is enough.
    /// </summary>
    public int ToleratedWhenComplete =>
        Voters is null ? Math.Max(0, Masters - 1) : Masters - EtcdCluster.QuorumOf(Masters);

    public bool HasRespondingNode => Responding > 0;

    /// <summary>No responding HAProxy has an apiserver to send to. This is observed, not missing data.</summary>
    public bool IsApiUnavailable => OutOfReach || NoApiServerWorks || NoNodeGetsThrough || EndpointUnreachable;

    /// <summary>The address that all clients share answers from no place that tries it.</summary>
    public bool EndpointUnreachable { get; init; }

    /// <summary>Every node tried its own way to the API just now, by connections of its own, and not one of them got an answer.</summary>
    public bool NoNodeGetsThrough { get; init; }

    /// <summary>No responding HAProxy has an available server.</summary>
    public bool OutOfReach => Listed == 0 && (CutOff > 0 || (NotRunning > 0 && NotRunning == Balancers));

    /// <summary>The direct probe of every apiserver fails.</summary>
    public bool NoApiServerWorks => Masters > 0 && ApiServersFailing == Masters;

    public bool QuorumLost => NoLeader || (Voters > 0 && Voters - EtcdLost < Quorum);

    /// <summary>No fresh data shows a serving apiserver.</summary>
    public bool Uncertain => Serving == 0;

    /// <summary>The failure of one more master would stop it. False for a cluster of one or two, which never tolerates a failure.</summary>
    public bool ToleratesNoFurtherFailure => ToleratedWhenComplete > 0 && Remaining == 0;

    /// <summary>Further failures of masters that are certainly tolerated.</summary>
    public int Remaining => Math.Max(0, Math.Min(Math.Min(ToleratedWhenComplete, EtcdMargin), Serving - 1));

    // A learner has no vote: of two voters and a learner none may be lost.
    private int EtcdMargin => Voters is { } voters ? voters - Quorum - EtcdLost - EtcdDoubtful : int.MaxValue;

    internal static Tolerance Of(
        ClusterSnapshot snapshot,
        ControlPlaneMap map,
        ImmutableArray<MatrixColumn> matrix,
        EtcdView etcd,
        EndpointView endpoints,
        MemberHealth members
    )
    {
        var failing = snapshot
            .Nodes.Where(node => node.IsMaster && node.ApiServer.IsKnownFailing())
            .Select(node => node.Name)
            .ToImmutableArray();
        ImmutableArray<NodeState> balancers = [.. snapshot.Nodes.Where(node => node.HasHaProxy)];
        var reach = balancers.Select(node => BackendReach.Of(map, node)).ToImmutableArray();
        return new Tolerance(
            snapshot.Nodes.Length,
            snapshot.Nodes.Count(node => node.IsMaster),
            balancers.IsEmpty ? ReadyMasters(snapshot) : ServingMasters(snapshot, matrix, failing),
            matrix.Count(column => column.IsOutOfRotationEverywhere),
            matrix.Count(column => column.Fresh.Any() && !column.IsProven && !column.IsOutOfRotationEverywhere),
            members.Lost,
            members.Doubtful,
            members.Unknown,
            balancers.IsEmpty
                ? snapshot.Nodes.Count(node => node.ApiServer.IsFresh)
                : reach.Count(r => r is not BackendReach.NotObserved),
            reach.Count(r => r is BackendReach.Nothing),
            balancers.Count(node => node.HaProxy.Failure?.Kind is FailureKind.SocketRefused),
            matrix.Any(column => column.Fresh.Any(s => s.Server is { IsOutOfRotation: false, IsProvenUp: false }))
        )
        {
            Voters = members.Voters,
            Balancers = balancers.Length,
            NoLeader =
                etcd.Cluster is { WithoutLeader: > 0 }
                && snapshot.Nodes.All(node => node.Etcd.FreshValue is not { HasLeader: true }),
            ApiServersFailing = failing.Length,
            NoNodeGetsThrough =
                endpoints is { IsShared: false, Nodes: { Length: > 0 } clients }
                && endpoints.Count(EndpointAnswer.Failed) == clients.Length,
            EndpointUnreachable = endpoints is { IsShared: true, IsUnreachable: true },
            Listed = matrix.Count(column => column.Fresh.Any() && !column.IsOutOfRotationEverywhere),
        };
    }

    // A server of which it is not known where it leads may be one of the masters that no other server leads to, and no more than these.
    private static int ServingMasters(
        ClusterSnapshot snapshot,
        ImmutableArray<MatrixColumn> matrix,
        ImmutableArray<NodeName> failing
    )
    {
        var serving = matrix.Count(column =>
            column.Master is { } master && column.IsProvenToOthers && !failing.Contains(master)
        );
        ImmutableArray<NodeName> open =
        [
            .. snapshot
                .Nodes.Where(node => node.IsMaster && matrix.All(column => column.Master != node.Name))
                .Select(node => node.Name),
        ];
        var unidentified = matrix.Count(column => column.Master is null && column.IsProven);
        return serving + Math.Max(0, Math.Min(unidentified, open.Length) - open.Count(failing.Contains));
    }

    // Without any HAProxy in the inventory only the apiservers themselves show that they serve.
    private static int ReadyMasters(ClusterSnapshot snapshot) =>
        snapshot.Nodes.Count(node => node.IsMaster && node.ApiServer.IsReady() == true);
}
