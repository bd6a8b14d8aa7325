using HaDashboard.Api.Documents;

namespace HaDashboard.Lab.Tests.Scenarios;

/// <summary>One fault and its expected diagnosis.</summary>
/// <param name="Level">The expected level.</param>
/// <param name="Cause">The rule of the expected finding. No other finding explains it.</param>
/// <param name="Node">The node of that finding; null if it has no node or several.</param>
internal sealed record Scenario(
    string Name,
    string Level,
    string Cause,
    string? Node,
    Func<ScenarioCluster, Task> Break,
    Func<ScenarioCluster, Task> Mend
)
{
    /// <summary>Rules about a slow machine or about earlier faults. Their findings may remain after the recovery.</summary>
    private static readonly string[] OfASlowMachine = ["etcd.slow-disk", "etcd.leader-changes", "haproxy.flapping"];

    /// <summary>A condition that must be true while the fault lasts, in addition to the verdict.</summary>
    public Func<ClusterDocument, bool> Also { get; init; } = _ => true;

    public bool IsRight(ClusterDocument cluster) =>
        cluster.Verdict.Level == Level && Causes(cluster).Any(f => f.Rule == Cause && f.Node == Node) && Also(cluster);

    public static bool IsGreen(ClusterDocument cluster) =>
        cluster.Verdict.Level is "Healthy"
        || (
            cluster.Verdict.Level is "Degraded"
            && cluster.Verdict.Findings.All(f =>
                f.Severity is "Info" || OfASlowMachine.Contains(f.Rule, StringComparer.Ordinal)
            )
            && cluster.Nodes.All(node => node.HaProxy.Servers?.All(server => server.Status is "UP") == true)
        );

    public static IEnumerable<FindingDocument> Causes(ClusterDocument cluster) =>
        cluster.Verdict.Findings.Where(f => f.CausedBy is null && f.Severity is not "Info");

    public static string Describe(ClusterDocument cluster)
    {
        var causes = Causes(cluster).Select(finding => $"{finding.Rule} {finding.Node}".TrimEnd());
        return $"{cluster.Verdict.Level}: {string.Join(", ", causes)}".TrimEnd(' ', ':');
    }
}
