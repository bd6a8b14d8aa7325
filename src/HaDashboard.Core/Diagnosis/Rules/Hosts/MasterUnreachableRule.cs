using System.Collections.Immutable;
using HaDashboard.Core.Diagnosis.Etcd;
using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Diagnosis.Sentences;
using HaDashboard.Core.Diagnosis.Topology;
using HaDashboard.Core.Facts.HaProxy;
using HaDashboard.Core.Facts.Names;
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
            Condition: HostTexts.MasterUnreachableCondition,
            Severities: [Severity.Critical],
            Impact: HostTexts.MasterUnreachableImpact,
            Advice: HostTexts.MasterUnreachableGeneralAdvice,
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
            HostTexts.MasterUnreachable(
                master.Name,
                Wording.SinceClause(diagnosis.Snapshot, since),
                Message.Join(
                    ", ",
                    [
                        How(master),
                        HostTexts.ServerDownOnRespondingNodes(column.ServerName, listing.Length),
                        .. consequences.Select(consequence => consequence.Text),
                    ]
                )
            ),
            HostTexts.MasterUnreachableAdvice(master.Config.Address ?? master.Name.Value),
            since
        )
        {
            Evidence =
            [
                new Evidence(
                    HostTexts.SshFails(master.Name, master.HaProxy.Failure!.Message),
                    SourceId.HaProxy(master.Name)
                ),
                .. listing
                    .Take(8)
                    .Select(s => new Evidence(StateOf(s.Node.Name, s.Server!), SourceId.HaProxy(s.Node.Name))),
                .. consequences,
            ],
        };
    }

    private static Message StateOf(NodeName node, Server server) =>
        server.Check is { } check
            ? HostTexts.ServerStateOnNodeChecked(
                node,
                server.Name,
                server.Status.Word,
                Printable.Excerpt(check.Code, 20)
            )
            : HostTexts.ServerStateOnNode(node, server.Name, server.Status.Word);

    private static Message How(NodeState master) =>
        master.HaProxy.Failure!.Kind switch
        {
            FailureKind.HostUnreachable => HostTexts.SshHasNoRoute,
            FailureKind.ConnectionLost => HostTexts.SshConnectionLost,
            _ => HostTexts.SshTimesOut,
        };

    private static IEnumerable<Evidence> Consequences(
        ClusterDiagnosis diagnosis,
        NodeState master,
        DateTimeOffset? since
    )
    {
        if (diagnosis.Snapshot.Kubernetes.Nodes.FreshValue?.GetValueOrDefault(master.Name.Value) is { Ready: not true })
        {
            yield return new Evidence(HostTexts.KubernetesNodeNotReady, SourceId.KubernetesNodes);
        }

        if (diagnosis.Etcd.Cluster is not null && diagnosis.Etcd.HealthOf(master) is not EtcdMemberHealth.Running)
        {
            yield return new Evidence(HostTexts.EtcdMemberNotResponding, SourceId.Etcd(master.Name));
        }

        foreach (var move in MovesFrom(diagnosis, master, since))
        {
            yield return new Evidence(MovedTo(move), SourceId.KubernetesLeases);
        }
    }

    private static Message MovedTo(LeaderMove move) =>
        move.To is { } holder
            ? HostTexts.LeadershipMoved(move.Lease, Printable.Excerpt(holder, 80))
            : HostTexts.LeadershipVacant(move.Lease);

    private static IEnumerable<LeaderMove> MovesFrom(
        ClusterDiagnosis diagnosis,
        NodeState master,
        DateTimeOffset? since
    ) =>
        diagnosis.Snapshot.Onsets.LeaderMoves.Where(move =>
            move.At >= since - LookBack && string.Equals(move.From, master.Name.Value, StringComparison.Ordinal)
        );

    // A lease moves shortly after the loss. HAProxy reports whole seconds, so the computed start may be slightly later than the move.
    private static readonly TimeSpan LookBack = TimeSpan.FromSeconds(5);
}
