using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Diagnosis.Sentences;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Core.Diagnosis.Rules.HaProxy;

/// <summary>
/// A worker that a reload has replaced ends with its last connection. One that stays for an hour is held by a client that never hangs up;
/// several of them are memory that each reload adds to.
/// </summary>
public sealed class OldWorkersRule : IRule
{
    public static RuleId Id { get; } = new("haproxy.old-workers");

    public RuleDescription Description { get; } =
        new(
            Id,
            Order: 380,
            Condition: "a worker that a reload replaced lives on after an hour; three are a warning",
            Severities: [Severity.Warning, Severity.Info],
            Impact: "Connections through it are held to the file and servers of before.",
            Advice: "hard-stop-after, or restart the client that holds on",
            Sources: [SourceKind.HaProxyMaster]
        );

    private const int Several = 3;
    private static readonly TimeSpan Patience = TimeSpan.FromHours(1);

    public IEnumerable<Finding> Assess(ClusterDiagnosis diagnosis) =>
        from node in diagnosis.Snapshot.Nodes
        let master = node.MasterProcess.FreshValue
        where master is not null
        let lasting = master.Leaving.Where(worker => master.LeavingFor(worker) >= Patience).ToArray()
        where lasting.Length > 0
        select new Finding(
            Id,
            lasting.Length >= Several ? Severity.Warning : Severity.Info,
            node.Name,
            new HaProxySubject(),
            $"{Wording.Count(lasting.Length, "old worker")} of {node.Name} {(lasting.Length == 1 ? "lives" : "live")} "
                + $"on an hour and more after a reload replaced {(lasting.Length == 1 ? "it" : "them")}.",
            "Connections through it are held to the file and the servers of before. "
                + "'hard-stop-after' in the global section bounds it; "
                + "restarting the client that holds the connection ends it.",
            Minute(node.MasterProcess.ObservedAt - master.LeavingFor(lasting[0]))
        );

    // HAProxy tells whole seconds of an uptime: what it is counted back to must not tremble with every reading.
    private static DateTimeOffset? Minute(DateTimeOffset? at) =>
        at is { } time ? time.AddTicks(-(time.Ticks % TimeSpan.TicksPerMinute)) : null;
}
