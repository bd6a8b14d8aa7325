using System.Collections.Immutable;
using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Diagnosis.Rules.Etcd;
using HaDashboard.Core.Diagnosis.Rules.Hosts;
using HaDashboard.Core.Diagnosis.Sentences;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Core.Diagnosis.Rules.ControlPlane;

/// <summary>
/// HAProxy marks a master UP because its port accepts connections, and sends it a share of all requests. A direct probe of its
/// apiserver fails.
/// </summary>
public sealed class FalseGreenRule : IRule
{
    public static RuleId Id { get; } = new("haproxy.false-green");

    public RuleDescription Description { get; } =
        new(
            Id,
            Order: 100,
            Condition: ControlPlaneTexts.FalseGreenCondition,
            Severities: [Severity.Critical],
            Impact: ControlPlaneTexts.FalseGreenImpact,
            Advice: ControlPlaneTexts.FalseGreenGeneralAdvice,
            Sources: [SourceKind.ApiServer, SourceKind.HaProxy]
        );

    public ImmutableArray<Explanation> ExplainedBy { get; } =
    [
        .. LostHost.OfSameNode,
        Explanation.OnSameNode(EtcdMemberDownRule.Id),
        Explanation.Always(EtcdQuorumLostRule.Id),
        Explanation.Always(EtcdNoLeaderRule.Id),
    ];

    /// <summary>
    /// A closed port fails every kind of health check. Three checks at an interval slower than the default take this long.
    /// </summary>
    internal static readonly TimeSpan Notices = TimeSpan.FromSeconds(15);

    public IEnumerable<Finding> Assess(ClusterDiagnosis diagnosis)
    {
        var responding = diagnosis.Snapshot.Nodes.Count(node => node.HaProxy.IsFresh);
        return from column in diagnosis.Matrix
            let master = column.Master is { } name ? diagnosis.Snapshot.Node(name) : null
            where master is not null && master.ApiServer.IsKnownFailing() && !IsAboutToBeNoticed(diagnosis, master)
            let reporting = column
                .Fresh.Where(s => s.Server is { TakesTraffic: true })
                .Select(s => s.Node)
                .ToImmutableArray()
            where !reporting.IsEmpty
            let place = Wording.Where(reporting, column.Fresh.Count(s => s.Server is not null), responding)
            select new Finding(
                Id,
                Severity.Critical,
                master.Name,
                ServerSubject.Of(column),
                master.ApiServer.IsKnownDown()
                    ? ControlPlaneTexts.FalseGreenNotResponding(
                        column.ServerName,
                        place.Where,
                        master.Name,
                        place.Others
                    )
                    : ControlPlaneTexts.FalseGreenUnhealthy(
                        column.ServerName,
                        place.Where,
                        master.Name,
                        Why(master),
                        place.Others
                    ),
                ControlPlaneTexts.FalseGreenAdvice,
                master.ApiServer.FailingSince
            );
    }

    // Until then only the stopped apiserver is reported, so that the sentence does not change with each HAProxy that detects it.
    private static bool IsAboutToBeNoticed(ClusterDiagnosis diagnosis, NodeState master) =>
        master.ApiServer.IsKnownDown(FailureKind.PortClosed)
        && diagnosis.Snapshot.At - master.ApiServer.FailingSince < Notices;

    private static Message Why(NodeState master) =>
        master.ApiServer.Value is { } probe
            ? ProbeWording.Why(probe.Live.Ok == false ? probe.Live : probe.Ready)
            : Message.Empty;
}
