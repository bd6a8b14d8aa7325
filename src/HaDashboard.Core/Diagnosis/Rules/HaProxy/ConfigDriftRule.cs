using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Facts.HaProxy.Configuration;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Core.Diagnosis.Rules.HaProxy;

/// <summary>
/// Every node has the same load balancer before it and should have the same file. What differs in the API backend sends requests elsewhere;
/// what differs beside it may be meant so.
/// </summary>
public sealed class ConfigDriftRule : IRule
{
    public static RuleId Id { get; } = new("haproxy.config-drift");

    public RuleDescription Description { get; } =
        new(
            Id,
            Order: 390,
            Condition: "configuration files or what runs of them differ between nodes, or between disk and worker",
            Severities: [Severity.Critical, Severity.Warning, Severity.Info],
            Impact: "Nodes behave differently, or will after the next reload.",
            Advice: "compare the files",
            Sources: [SourceKind.HaProxyConfiguration]
        );

    public IEnumerable<Finding> Assess(ClusterDiagnosis diagnosis)
    {
        var known = diagnosis.Snapshot.Nodes.Where(node => node.Configuration.FreshValue is not null).ToArray();
        var groups = known
            .GroupBy(node => node.Configuration.Value!.File.SharedFingerprint, StringComparer.Ordinal)
            .OrderByDescending(group => group.Count())
            .ToArray();
        if (groups.Length < 2)
        {
            yield break;
        }

        var usual = groups[0].First(); // of two as large, the one of the node configured first
        var heading = $"backend {diagnosis.Snapshot.Inventory.ApiBackend}";
        foreach (var node in known.Where(node => !File(node).IsMeantAs(File(usual))))
        {
            var inBackend = !File(node)
                .Section(heading)
                .SequenceEqual(File(usual).Section(heading), StringComparer.Ordinal);
            yield return new Finding(
                Id,
                inBackend ? Severity.Warning : Severity.Info,
                node.Name,
                new ConfigurationFileSubject(),
                $"haproxy.cfg of {node.Name} differs from {usual.Name}'s{(inBackend ? $", in '{heading}' too" : $", not in '{heading}'")}.",
                "The page Config shows both side by side. HaDashboard never writes the file.",
                null
            );
        }
    }

    private static ConfigurationFile File(NodeState node) => node.Configuration.Value!.File;
}
