using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Facts.HaProxy.Configuration;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Core.Diagnosis.Rules.HaProxy;

/// <summary>
/// Every node should have the same haproxy.cfg. A difference in the API backend sends requests elsewhere;
/// a difference outside it may be intended.
/// </summary>
public sealed class ConfigDriftRule : IRule
{
    public static RuleId Id { get; } = new("haproxy.config-drift");

    public RuleDescription Description { get; } =
        new(
            Id,
            Order: 390,
            Condition: "haproxy.cfg differs between nodes; a warning where the API backend differs",
            Severities: [Severity.Critical, Severity.Warning, Severity.Info],
            Impact: "Nodes behave differently, or will do so after the next reload.",
            Advice: "compare the files on the Config page",
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

        var usual = groups[0].First(); // of two groups of the same size, the one of the node configured first
        var heading = $"backend {diagnosis.Snapshot.Inventory.ApiBackend}";
        foreach (var node in known.Where(node => !File(node).IsMeantAs(File(usual))))
        {
            var inBackend = !File(node)
                .Section(heading)
                .SequenceEqual(File(usual).Section(heading), StringComparer.Ordinal);
            var where = inBackend ? $"including '{heading}'" : $"but not in '{heading}'";
            yield return new Finding(
                Id,
                inBackend ? Severity.Warning : Severity.Info,
                node.Name,
                new ConfigurationFileSubject(),
                $"haproxy.cfg on {node.Name} differs from that on {usual.Name}, {where}.",
                "Compare both files on the Config page. HaDashboard never writes the file.",
                null
            );
        }
    }

    private static ConfigurationFile File(NodeState node) => node.Configuration.Value!.File;
}
