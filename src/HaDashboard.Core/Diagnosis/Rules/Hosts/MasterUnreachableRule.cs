using System.Collections.Immutable;
using HaDashboard.Core.Diagnosis.Etcd;
using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Diagnosis.Sentences;
using HaDashboard.Core.Diagnosis.Topology;
using HaDashboard.Core.Facts.HaProxy;
using HaDashboard.Core.Facts.Onsets;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Core.Diagnosis.Rules.Hosts;

/// <summary>A master that neither the dashboard nor any node can reach: its host or network is down, with every process on it.</summary>
public sealed class MasterUnreachableRule : IRule
{
    public static RuleId Id { get; } = new("master.unreachable");

    public RuleDescription Description { get; } =
        new(
            Id,
            Order: 20,
            Condition: "SSH cannot reach a master, and its HAProxy server is DOWN on every responding node",
            Severities: [Severity.Critical],
            Impact: "The apiserver, etcd member and controllers on this master are unavailable.",
            Advice: "check ping, console, power and switch port; do not restart any other master",
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
        var nodes =
            listing.Length == 1 ? "the only responding node" : $"{listing.Length} of {listing.Length} responding nodes";
        return new Finding(
            Id,
            Severity.Critical,
            master.Name,
            new HostSubject(),
            $"{master.Name} is unreachable{Wording.SinceClause(diagnosis.Snapshot, since)}: "
                + $"{How(master)}, HAProxy server {column.ServerName} is DOWN on {nodes}"
                + $"{string.Concat(consequences.Select(c => $", {c.Text}"))}.",
            $"Check that the host is up: ping {master.Config.Address ?? master.Name.Value}. "
                + "Then check its console, power and switch port. Do not restart any other master until it is back.",
            since
        )
        {
            Impact = "The apiserver, etcd member and controllers on this master are unavailable.",
            Evidence =
            [
                new Evidence($"SSH to {master.Name}: {master.HaProxy.Failure!.Message}", SourceId.HaProxy(master.Name)),
                .. listing
                    .Take(8)
                    .Select(s => new Evidence(
                        $"{s.Node.Name}: {column.ServerName} is {StateOf(s.Server!)}",
                        SourceId.HaProxy(s.Node.Name)
                    )),
                .. consequences,
            ],
        };
    }

    private static string StateOf(Server server) =>
        server.Check is { } check ? $"{server.Status.Word} {Printable.Excerpt(check.Code, 20)}" : server.Status.Word;

    private static string How(NodeState master) =>
        master.HaProxy.Failure!.Kind switch
        {
            FailureKind.HostUnreachable => "SSH has no route to it",
            FailureKind.ConnectionLost => "its SSH connection was lost",
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
            yield return new Evidence("its Kubernetes node is not Ready", SourceId.KubernetesNodes);
        }

        if (diagnosis.Etcd.Cluster is not null && diagnosis.Etcd.HealthOf(master) is not EtcdMemberHealth.Running)
        {
            yield return new Evidence("its etcd member does not respond", SourceId.Etcd(master.Name));
        }

        foreach (var move in MovesFrom(diagnosis, master, since))
        {
            yield return new Evidence(
                $"leadership of {move.Lease} moved to {Printable.Excerpt(move.To, 80)}",
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

    // A lease moves shortly after the loss. HAProxy reports whole seconds, so the computed start may be slightly later than the move.
    private static readonly TimeSpan LookBack = TimeSpan.FromSeconds(5);
}
