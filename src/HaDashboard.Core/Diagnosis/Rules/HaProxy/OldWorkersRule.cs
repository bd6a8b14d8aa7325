using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Core.Diagnosis.Rules.HaProxy;

/// <summary>
/// A worker that a reload has replaced exits with its last connection. After an hour, a client that never closes its connection keeps it
/// running. Each further reload adds the memory of one more worker.
/// </summary>
public sealed class OldWorkersRule : IRule
{
    public static RuleId Id { get; } = new("haproxy.old-workers");

    public RuleDescription Description { get; } =
        new(
            Id,
            Order: 380,
            Condition: HaProxyTexts.OldWorkersCondition,
            Severities: [Severity.Warning, Severity.Info],
            Impact: HaProxyTexts.OldWorkersImpact,
            Advice: HaProxyTexts.OldWorkersGeneralAdvice,
            Sources: [SourceKind.HaProxyMaster]
        );

    private const int Several = 3;
    private static readonly TimeSpan MinAge = TimeSpan.FromHours(1);

    public IEnumerable<Finding> Assess(ClusterDiagnosis diagnosis) =>
        from node in diagnosis.Snapshot.Nodes
        let master = node.MasterProcess.FreshValue
        where master is not null
        let lasting = master.Leaving.Where(worker => master.LeavingFor(worker) >= MinAge).ToArray()
        where lasting.Length > 0
        select new Finding(
            Id,
            lasting.Length >= Several ? Severity.Warning : Severity.Info,
            node.Name,
            new HaProxySubject(),
            HaProxyTexts.OldWorkers(lasting.Length, node.Name),
            HaProxyTexts.OldWorkersAdvice,
            Minute(node.MasterProcess.ObservedAt - master.LeavingFor(lasting[0]))
        );

    // HAProxy reports uptimes in whole seconds: the time computed from them must not change with every reading.
    private static DateTimeOffset? Minute(DateTimeOffset? at) =>
        at is { } time ? time.AddTicks(-(time.Ticks % TimeSpan.TicksPerMinute)) : null;
}
