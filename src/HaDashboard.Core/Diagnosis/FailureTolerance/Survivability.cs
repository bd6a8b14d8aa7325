using System.Collections.Immutable;
using HaDashboard.Core.Diagnosis.Etcd;
using HaDashboard.Core.Diagnosis.Sentences;
using HaDashboard.Core.Diagnosis.Topology;
using HaDashboard.Core.Facts.Etcd;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Snapshots;

namespace HaDashboard.Core.Diagnosis.FailureTolerance;

/// <summary>One thing that may fail next.</summary>
/// <param name="Node">Where.</param>
/// <param name="What"><c>host</c>, <c>etcd member</c>, <c>apiserver</c>, <c>HAProxy</c>.</param>
/// <param name="IsCertain">False where too little is known to say that it would be survived.</param>
/// <param name="Why">What would be left, in one sentence.</param>
public sealed record SingleFailure(NodeName Node, string What, bool IsCertain, string Why);

/// <summary>
/// The other way round: which single failures would take the control plane down right now? A cluster of one names that one; a whole cluster
/// of three names nothing. What nobody knows to be survived is on the list, and said to be uncertain.
/// </summary>
internal static class Survivability
{
    internal static ImmutableArray<SingleFailure> Of(
        ClusterSnapshot snapshot,
        ImmutableArray<MatrixColumn> matrix,
        MemberLives lives
    ) =>
        [
            .. snapshot
                .Nodes.Where(node => node.IsMaster)
                .Select(node => OfMaster(snapshot, matrix, lives, node))
                .OfType<SingleFailure>(),
        ];

    private static SingleFailure? OfMaster(
        ClusterSnapshot snapshot,
        ImmutableArray<MatrixColumn> matrix,
        MemberLives lives,
        NodeState master
    )
    {
        var members = snapshot.Nodes.Count(node => node.IsMaster);
        var quorum = EtcdCluster.QuorumOf(members);
        var others = snapshot
            .Nodes.Where(node => node.IsMaster && node.Name != master.Name)
            .Select(lives.Of)
            .ToImmutableArray();
        var mine = lives.Of(master);
        var (living, unknown) = (
            others.Count(life => life is EtcdLife.Lives),
            others.Count(life => life is EtcdLife.Unknown or EtcdLife.Doubtful)
        );
        var serving = Serving(snapshot, matrix, master.Name);
        var isServing = Serving(snapshot, matrix, null) > serving;
        var etcdFalls = mine is not EtcdLife.Lost && living < quorum;
        var apiFalls = isServing && serving == 0;
        return (etcdFalls, apiFalls) switch
        {
            (true, true) => new SingleFailure(
                master.Name,
                "host",
                living + unknown < quorum,
                $"{Left(living, unknown, members, quorum)}, and no other apiserver serves."
            ),
            (true, false) => new SingleFailure(
                master.Name,
                isServing ? "host, or its etcd member" : "etcd member",
                living + unknown < quorum,
                $"{Left(living, unknown, members, quorum)}."
            ),
            (false, true) => new SingleFailure(
                master.Name,
                "host, or its apiserver",
                true,
                "No other apiserver is proven to serve."
            ),
            _ => null,
        };
    }

    private static string Left(int living, int unknown, int members, int quorum) =>
        $"{living} of {Wording.Count(members, "etcd member")} would be "
            + $"left{(unknown == 0 ? "" : $" for certain ({unknown} not known)")}, and {quorum} "
            + $"{(quorum == 1 ? "is" : "are")} needed";

    // Where a server line does not tell its master, any of them may be this one.
    private static int Serving(ClusterSnapshot snapshot, ImmutableArray<MatrixColumn> matrix, NodeName? without)
    {
        ImmutableArray<MatrixColumn> proven =
        [
            .. matrix.Where(column =>
                column.IsProven
                && !(column.Master is { } name && snapshot.Node(name)?.ApiServer.IsKnownFailing() == true)
            ),
        ];
        return without is null ? proven.Length
            : proven.Any(column => column.Master == without) ? proven.Length - 1
            : proven.Any(column => column.Master is null) ? proven.Length - 1
            : proven.Length;
    }
}
