using System.Collections.Immutable;
using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Core.Diagnosis.Rules.Hosts;

/// <summary>
/// A node where SSH works and no process listens on the admin socket runs no HAProxy: connections to its :5443 fail.
/// </summary>
public sealed class HaProxyProcessDownRule : IRule
{
    public static RuleId Id { get; } = new("haproxy.process-down");

    public RuleDescription Description { get; } =
        new(
            Id,
            Order: 150,
            Condition: HostTexts.ProcessDownCondition,
            Severities: [Severity.Critical],
            Impact: HostTexts.ProcessDownImpact,
            Advice: HostTexts.ProcessDownGeneralAdvice,
            Sources: [SourceKind.HaProxy]
        );

    public ImmutableArray<Explanation> ExplainedBy { get; } = [.. LostHost.OfSameNode];

    internal static bool IsProcessDown(FailureKind kind) => kind is FailureKind.SocketRefused;

    public IEnumerable<Finding> Assess(ClusterDiagnosis diagnosis) =>
        from node in diagnosis.Snapshot.Nodes
        let failure = node.HaProxy.Failure
        where failure is not null && IsProcessDown(failure.Kind)
        select new Finding(
            Id,
            Severity.Critical,
            node.Name,
            new HaProxySubject(),
            HostTexts.ProcessDown(node.Name),
            HostTexts.ProcessDownAdvice(node.Name),
            node.HaProxy.FailingSince
        );
}
