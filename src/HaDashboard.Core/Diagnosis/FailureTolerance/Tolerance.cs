using System.Collections.Immutable;
using HaDashboard.Core.Diagnosis.Etcd;
using HaDashboard.Core.Diagnosis.Topology;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Core.Diagnosis.FailureTolerance;

/// <summary>How many masters there are, how many serve, and how many etcd members live, as far as is known now.</summary>
/// <param name="Masters">Masters in the inventory.</param>
/// <param name="Serving">Apiservers that at least one node's HAProxy, heard just now, sends requests to after a check that said
/// yes.</param>
/// <param name="NotServing">Apiservers that no node heard just now sends requests to.</param>
/// <param name="Unproven">Apiservers that get requests on trust: not checked, not yet checked, or in a status nobody knows.</param>
/// <param name="EtcdLost">Masters whose etcd member is known not to run.</param>
/// <param name="EtcdDoubtful">Masters whose etcd member may live and can't be counted on.</param>
/// <param name="EtcdUnknown">Masters whose etcd member nothing fresh speaks of.</param>
/// <param name="Heard">Nodes whose HAProxy was heard just now.</param>
/// <param name="CutOff">Of these, nodes whose HAProxy has nowhere to send a request.</param>
/// <param name="NotRunning">Nodes known to run no HAProxy.</param>
/// <param name="OnTrust">On some node heard just now, a server gets requests that no check of this worker has confirmed.</param>
public sealed record Tolerance(
    int Nodes,
    int Masters,
    int Serving,
    int NotServing,
    int Unproven,
    int EtcdLost,
    int EtcdDoubtful,
    int EtcdUnknown,
    int Heard,
    int CutOff,
    int NotRunning,
    bool OnTrust
)
{
    /// <summary>A living etcd member knows of no leader, and none that was heard does: nothing can be written.</summary>
    public bool NoLeader { get; init; }

    /// <summary>Masters whose own apiserver, asked just now, is known not to serve, whatever HAProxy thinks of its port.</summary>
    public int ApiServersFailing { get; init; }

    /// <summary>Servers that some HAProxy sends requests to, right or wrong.</summary>
    public int Listed { get; init; }

    public int Quorum => (Masters / 2) + 1;

    /// <summary>Failures a cluster of this size stands when whole: one of three, two of five, none of one.</summary>
    public int Promised => Masters - Quorum;

    public bool SomebodyWasHeard => Heard > 0;

    /// <summary>Nobody who was heard has an apiserver to send to, and that is known, not missing knowledge.</summary>
    public bool NobodyServes => OutOfReach || NoApiServerWorks || NoNodeGetsThrough;

    /// <summary>Every node tried its own way to the API just now, by connections of its own, and not one of them got an answer.</summary>
    public bool NoNodeGetsThrough { get; init; }

    /// <summary>No HAProxy that was heard has anywhere to send a request.</summary>
    public bool OutOfReach => Listed == 0 && (CutOff > 0 || (NotRunning > 0 && NotRunning == Nodes));

    /// <summary>Every master's own apiserver was asked, and none serves.</summary>
    public bool NoApiServerWorks => Masters > 0 && ApiServersFailing == Masters;

    public bool QuorumLost => NoLeader || Masters - EtcdLost < Quorum;

    /// <summary>Nothing fresh proves that anybody serves.</summary>
    public bool Uncertain => Serving == 0;

    /// <summary>One more master lost would end it. A cluster of one or two never promised better, and is not worse for it.</summary>
    public bool StandsNoFurtherFailure => Promised > 0 && Remaining == 0;

    /// <summary>Further masters that may be lost, for certain.</summary>
    public int Remaining => Math.Max(0, Math.Min(Promised - EtcdLost - EtcdDoubtful, Serving - 1));

    internal static Tolerance Of(
        ClusterSnapshot snapshot,
        ImmutableArray<MatrixColumn> matrix,
        EtcdView etcd,
        MemberLives members
    )
    {
        var failing = snapshot
            .Nodes.Where(node => node.IsMaster && node.ApiServer.IsKnownFailing())
            .Select(node => node.Name)
            .ToImmutableArray();
        var trusted = matrix
            .Where(column => !(column.Master is { } master && failing.Contains(master)))
            .ToImmutableArray();
        var nameless = failing.Count(name => matrix.All(column => column.Master != name)); // some column is theirs, and which is not known
        var reach = snapshot
            .Nodes.Select(node => BackendReach.Of(node, snapshot.Inventory.ApiBackend))
            .ToImmutableArray();
        return new Tolerance(
            snapshot.Nodes.Length,
            snapshot.Nodes.Count(node => node.IsMaster),
            Math.Max(0, trusted.Count(column => column.IsProven) - nameless),
            matrix.Count(column => column.ServesNobody),
            matrix.Count(column => column.Fresh.Any() && !column.IsProven && !column.ServesNobody),
            members.Lost,
            members.Doubtful,
            members.Unknown,
            reach.Count(r => r is not BackendReach.Unheard),
            reach.Count(r => r is BackendReach.Nothing),
            snapshot.Nodes.Count(node => node.HaProxy.Failure?.Kind is FailureKind.SocketRefused),
            matrix.Any(column => column.Fresh.Any(s => s.Server is { IsOutOfRotation: false, IsProvenUp: false }))
        )
        {
            NoLeader =
                etcd.Cluster is { WithoutLeader: > 0 }
                && snapshot.Nodes.All(node => node.Etcd.FreshValue is not { HasLeader: true }),
            ApiServersFailing = failing.Length,
            NoNodeGetsThrough =
                !snapshot.Nodes.IsEmpty
                && snapshot.Nodes.All(node =>
                    node.LocalEndpoint.IsKnownDown() || node.LocalEndpoint.FreshValue is { Succeeded: 0 }
                ),
            Listed = matrix.Count(column => column.Fresh.Any() && !column.ServesNobody),
        };
    }
}
