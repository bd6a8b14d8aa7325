using System.Collections.Immutable;
using HaDashboard.Core.Diagnosis.Etcd;
using HaDashboard.Core.Diagnosis.Topology;
using HaDashboard.Core.Facts.Etcd;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Core.Diagnosis.FailureTolerance;

/// <summary>One thing that may fail next.</summary>
/// <param name="Node">Where.</param>
/// <param name="What"><c>host</c>, <c>etcd member</c>, <c>apiserver</c>, <c>HAProxy</c>.</param>
/// <param name="IsCertain">False where missing data leaves open whether the cluster tolerates the failure.</param>
/// <param name="Why">What would remain, in one sentence.</param>
public sealed record SingleFailure(NodeName Node, Message What, bool IsCertain, Message Why);

/// <summary>
/// Single points of failure: single failures that would take the control plane down now. A cluster of one master lists that master; a
/// complete cluster of three lists none. A failure with an unknown outcome is listed as uncertain.
/// </summary>
internal static class Survivability
{
    internal static ImmutableArray<SingleFailure> Of(
        ClusterSnapshot snapshot,
        ImmutableArray<MatrixColumn> matrix,
        MemberHealth health
    ) =>
        [
            .. snapshot
                .Nodes.Where(node => node.IsMaster)
                .Select(node => OfMaster(snapshot, matrix, health, node))
                .OfType<SingleFailure>(),
        ];

    private static SingleFailure? OfMaster(
        ClusterSnapshot snapshot,
        ImmutableArray<MatrixColumn> matrix,
        MemberHealth health,
        NodeState master
    )
    {
        var members = health.Voters ?? 0;
        var quorum = EtcdCluster.QuorumOf(members);
        var others = snapshot
            .Nodes.Where(node => node.IsMaster && node.Name != master.Name)
            .Select(health.Of)
            .OfType<EtcdMemberHealth>()
            .ToImmutableArray();
        var mine = health.Of(master);
        var (living, unknown) = (
            others.Count(member => member is EtcdMemberHealth.Running),
            others.Count(member => member is EtcdMemberHealth.Unknown or EtcdMemberHealth.Doubtful)
        );
        var serving = Serving(snapshot, matrix, master.Name);
        var isServing = Serving(snapshot, matrix, null) > serving;
        var etcdFalls = mine is not (null or EtcdMemberHealth.Lost) && living < quorum;
        var apiFalls = isServing && serving == 0;
        return (etcdFalls, apiFalls) switch
        {
            (true, true) => new SingleFailure(
                master.Name,
                ToleranceTexts.Host,
                living + unknown < quorum,
                unknown == 0
                    ? ToleranceTexts.EtcdWouldDropWithoutApi(living, members, quorum)
                    : ToleranceTexts.EtcdWouldDropPartlyObservedWithoutApi(living, members, quorum, unknown)
            ),
            (true, false) => new SingleFailure(
                master.Name,
                isServing ? ToleranceTexts.HostOrEtcdMember : ToleranceTexts.EtcdMember,
                living + unknown < quorum,
                unknown == 0
                    ? ToleranceTexts.EtcdWouldDrop(living, members, quorum)
                    : ToleranceTexts.EtcdWouldDropPartlyObserved(living, members, quorum, unknown)
            ),
            (false, true) => new SingleFailure(
                master.Name,
                ToleranceTexts.HostOrApiServer,
                true,
                ToleranceTexts.NoOtherApiServer
            ),
            _ => null,
        };
    }

    // A server line without a known master may belong to this one.
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
