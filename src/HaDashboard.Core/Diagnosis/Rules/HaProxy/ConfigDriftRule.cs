using System.Collections.Immutable;
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
            Condition: HaProxyTexts.ConfigDriftCondition,
            Severities: [Severity.Critical, Severity.Warning, Severity.Info],
            Impact: HaProxyTexts.ConfigDriftImpact,
            Advice: HaProxyTexts.ConfigDriftGeneralAdvice,
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
        var names = diagnosis.Snapshot.Inventory.ApiBackend is { } pinned ? [pinned] : diagnosis.Map.BackendNames;
        ImmutableArray<string> headings = [.. names.SelectMany(name => new[] { $"backend {name}", $"listen {name}" })];
        foreach (var node in known.Where(node => !File(node).IsMeantAs(File(usual))))
        {
            var heading = headings.FirstOrDefault(heading =>
                !File(node).Section(heading).SequenceEqual(File(usual).Section(heading), StringComparer.Ordinal)
            );
            yield return new Finding(
                Id,
                heading is null ? Severity.Info : Severity.Warning,
                node.Name,
                new ConfigurationFileSubject(),
                heading is null
                    ? HaProxyTexts.ConfigDriftElsewhere(node.Name, usual.Name, string.Join(", ", names))
                    : HaProxyTexts.ConfigDriftInBackend(node.Name, usual.Name, heading),
                HaProxyTexts.ConfigDriftAdvice,
                null
            );
        }
    }

    private static ConfigurationFile File(NodeState node) => node.Configuration.Value!.File;
}
