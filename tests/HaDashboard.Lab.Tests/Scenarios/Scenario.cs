using HaDashboard.Api;

namespace HaDashboard.Lab.Tests.Scenarios;

/// <summary>One fault, and what is right to say of it.</summary>
/// <param name="Level">The level it makes.</param>
/// <param name="Cause">The rule of a finding that stands for itself: no other explains it.</param>
/// <param name="Node">The node that finding is about; null: it is about none, or several.</param>
internal sealed record Scenario(
    string Name,
    string Level,
    string Cause,
    string? Node,
    Func<ScenarioCluster, Task> Break,
    Func<ScenarioCluster, Task> Mend
)
{
    /// <summary>These tell of a slow machine under the test, or look back on the faults: they need not be over for all to be well again.</summary>
    private static readonly string[] OfASlowMachine = ["etcd.slow-disk", "etcd.leader-changes", "haproxy.flapping"];

    /// <summary>What must hold besides the verdict while it lasts.</summary>
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

    public static string Told(ClusterDocument cluster) =>
        $"{cluster.Verdict.Level}: {string.Join(", ", Causes(cluster).Select(f => f.Node is null ? f.Rule : $"{f.Rule} {f.Node}"))}".TrimEnd(
            ' ',
            ':'
        );
}
