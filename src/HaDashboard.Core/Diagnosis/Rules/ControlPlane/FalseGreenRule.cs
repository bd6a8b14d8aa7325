using System.Collections.Immutable;
using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Diagnosis.Rules.Etcd;
using HaDashboard.Core.Diagnosis.Rules.Hosts;
using HaDashboard.Core.Diagnosis.Sentences;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Core.Diagnosis.Rules.ControlPlane;

/// <summary>
/// HAProxy calls a master UP because its port accepts connections, and sends it its share of all requests; the master's own
/// apiserver, asked
/// just now, does not serve.
/// </summary>
public sealed class FalseGreenRule : IRule
{
    public static RuleId Id { get; } = new("haproxy.false-green");

    public RuleDescription Description { get; } =
        new(
            Id,
            Order: 100,
            Condition: "HAProxy holds a server for UP, and the apiserver, asked on its master, hangs, is not well, or has been "
                + "gone for 15 s",
            Severities: [Severity.Critical],
            Impact: "Every request that is sent there fails, a share of all there are.",
            Advice: "take it out of the rotation; let HAProxy check GET /readyz",
            Sources: [SourceKind.ApiServer, SourceKind.HaProxy]
        );

    public ImmutableArray<Explanation> ExplainedBy { get; } =
    [
        .. LostHost.OfSameNode,
        Explanation.OnSameNode(EtcdMemberDownRule.Id),
        Explanation.Always(EtcdQuorumLostRule.Id),
        Explanation.Always(EtcdNoLeaderRule.Id),
    ];

    /// <summary>A closed port fails every check there is; three of them, at a pace slower than the default, take this long.</summary>
    internal static readonly TimeSpan Notices = TimeSpan.FromSeconds(15);

    public IEnumerable<Finding> Assess(ClusterDiagnosis diagnosis)
    {
        var heard = diagnosis.Snapshot.Nodes.Count(node => node.HaProxy.IsFresh);
        return from column in diagnosis.Matrix
            let master = column.Master is { } name ? diagnosis.Snapshot.Node(name) : null
            where master is not null && master.ApiServer.IsKnownFailing() && !IsAboutToBeNoticed(diagnosis, master)
            let believers = column
                .Fresh.Where(s => s.Server is { TakesTraffic: true })
                .Select(s => s.Node)
                .ToImmutableArray()
            where !believers.IsEmpty
            let place = Wording.Where(believers, column.Fresh.Count(s => s.Server is not null), heard)
            select new Finding(
                Id,
                Severity.Critical,
                master.Name,
                new ServerSubject(diagnosis.Snapshot.Inventory.ApiBackend, column.ServerName),
                $"{column.ServerName} is UP {place.Where} and does not serve: "
                    + $"the apiserver of {master.Name} "
                    + $"{(master.ApiServer.IsKnownDown() ? "does not answer" : $"says itself that it is not well{Why(master)}")}. "
                    + $"Requests sent there fail{place.Others}.",
                "Take it out of the rotation until it is well, and let HAProxy check what it should: "
                    + "option httpchk GET /readyz, with check check-ssl.",
                master.ApiServer.FailingSince
            );
    }

    // Until then the sentence is that the apiserver does not run, and does not change with each HAProxy that notices.
    private static bool IsAboutToBeNoticed(ClusterDiagnosis diagnosis, NodeState master) =>
        master.ApiServer.IsKnownDown(FailureKind.PortClosed)
        && diagnosis.Snapshot.At - master.ApiServer.FailingSince < Notices;

    private static string Why(NodeState master) =>
        master.ApiServer.Value is { } probe ? ProbeWording.Why(probe.Live.Ok == false ? probe.Live : probe.Ready) : "";
}
