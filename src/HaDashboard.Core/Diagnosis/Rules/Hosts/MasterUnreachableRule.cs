using System.Collections.Immutable;
using HaDashboard.Core.Diagnosis.Etcd;
using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Diagnosis.Sentences;
using HaDashboard.Core.Diagnosis.Topology;
using HaDashboard.Core.Facts.Onsets;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Core.Diagnosis.Rules.Hosts;

/// <summary>A master whose host is not reached, by us nor by any node: the host or its network is gone, with all that ran there.</summary>
public sealed class MasterUnreachableRule : IRule
{
    public static RuleId Id { get; } = new("master.unreachable");

    public RuleDescription Description { get; } =
        new(
            Id,
            Order: 20,
            Condition: "SSH to a master times out or finds no way, and its column is DOWN on every node that answers",
            Severities: [Severity.Critical],
            Impact: "Everything on this master is lost for the cluster.",
            Advice: "ping, console, power, switch port; touch no other master",
            Sources: [SourceKind.HaProxy, SourceKind.Etcd, SourceKind.KubernetesNodes]
        );

    public IEnumerable<Finding> Assess(ClusterDiagnosis diagnosis) =>
        from column in diagnosis.Matrix
        let master = column.Master is { } name ? diagnosis.Snapshot.Node(name) : null
        where master is not null && column.IsDown && MasterReach.IsBeyondReach(master)
        select FindingOf(diagnosis, master, column);

    private static Finding FindingOf(ClusterDiagnosis diagnosis, NodeState master, MatrixColumn column)
    {
        ImmutableArray<MatrixCell> listing = [.. column.Fresh.Where(s => s.Server is not null)];
        var down = listing.Min(s => s.Server!.Since);
        var since = down < master.HaProxy.FailingSince ? down : master.HaProxy.FailingSince;
        var consequences = Consequences(diagnosis, master, since).ToImmutableArray();
        return new Finding(
            Id,
            Severity.Critical,
            master.Name,
            new HostSubject(),
            $"{master.Name} is unreachable{Wording.SinceClause(diagnosis.Snapshot, since)}: "
                + $"{How(master)}, its column {column.ServerName} is DOWN on "
                + $"{(listing.Length == 1 ? "the one node that answers" : $"{listing.Length} of {listing.Length} nodes that answer")}{string.Concat(consequences.Select(c => $", {c.Text}"))}.",
            $"Is the host alive? ping {master.Config.Address ?? master.Name.Value}; "
                + "then its console, its power, its switch port. Touch no other master until it is back.",
            since
        )
        {
            Impact =
                "Everything on this master is lost for the cluster: its apiserver, its etcd member, its controllers.",
            Evidence =
            [
                new Evidence($"SSH to {master.Name}: {master.HaProxy.Failure!.Message}", SourceId.HaProxy(master.Name)),
                .. listing
                    .Take(8)
                    .Select(s => new Evidence(
                        $"{s.Node.Name}: {column.ServerName} is "
                            + $"{s.Server!.Status.Word}{(s.Server.Check is { } check ? $" {Printable.Excerpt(check.Code, 20)}" : "")}",
                        SourceId.HaProxy(s.Node.Name)
                    )),
                .. consequences,
            ],
        };
    }

    private static string How(NodeState master) =>
        master.HaProxy.Failure!.Kind switch
        {
            FailureKind.HostUnreachable => "SSH finds no way to it",
            FailureKind.ConnectionLost => "its SSH connection broke",
            _ => "SSH times out",
        };

    private static IEnumerable<Evidence> Consequences(
        ClusterDiagnosis diagnosis,
        NodeState master,
        DateTimeOffset? since
    )
    {
        if (diagnosis.Snapshot.Kubernetes.Nodes.FreshValue?.GetValueOrDefault(master.Name.Value) is { Ready: not true })
        {
            yield return new Evidence("the API has lost sight of its kubelet", SourceId.KubernetesNodes);
        }

        if (diagnosis.Etcd.Cluster is not null && diagnosis.Etcd.LifeOf(master) is not EtcdLife.Lives)
        {
            yield return new Evidence("its etcd member is lost with it", SourceId.Etcd(master.Name));
        }

        foreach (var move in MovesFrom(diagnosis, master, since))
        {
            yield return new Evidence(
                $"the lead of {move.Lease} moved to {Printable.Excerpt(move.To, 80)}",
                SourceId.KubernetesLeases
            );
        }
    }

    private static IEnumerable<LeaderMove> MovesFrom(
        ClusterDiagnosis diagnosis,
        NodeState master,
        DateTimeOffset? since
    ) =>
        diagnosis.Snapshot.Onsets.LeaderMoves.Where(move =>
            move.At >= since - LookBack && move.From.Equals(master.Name.Value, StringComparison.Ordinal)
        );

    // The move is noticed within moments of the loss; what is counted back from HAProxy's seconds may lie a little after it.
    private static readonly TimeSpan LookBack = TimeSpan.FromSeconds(5);
}
