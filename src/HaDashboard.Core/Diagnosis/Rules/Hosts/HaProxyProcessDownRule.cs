using System.Collections.Immutable;
using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Core.Diagnosis.Rules.Hosts;

/// <summary>
/// A node where SSH works and nobody listens on the admin socket runs no HAProxy: what goes through its :5443 reaches nothing.
/// </summary>
public sealed class HaProxyProcessDownRule : IRule
{
    public static RuleId Id { get; } = new("haproxy.process-down");

    public RuleDescription Description { get; } =
        new(
            Id,
            Order: 150,
            Condition: "SSH works, and nobody listens on the admin socket",
            Severities: [Severity.Critical],
            Impact: "What runs on this node reaches the API no more.",
            Advice: "systemctl status haproxy; journalctl -u haproxy",
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
            $"HAProxy is not running on {node.Name}: nothing there reaches the API through 127.0.0.1.",
            $"On {node.Name}: systemctl status haproxy; journalctl -u haproxy -n 50",
            node.HaProxy.FailingSince
        );
}
