using System.Collections.Immutable;
using HaDashboard.Core.Diagnosis.Configuration;
using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Core.Diagnosis.Rules.HaProxy;

/// <summary>
/// Every node should have the same haproxy.cfg. A difference in the API backend sends requests elsewhere;
/// a difference outside it may be intended.
/// </summary>
public sealed class ConfigDriftRule : IRule
{
    private static readonly string[] Kinds = ["backend", "listen"];

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
        var groups = GroupsOf([
            .. diagnosis.Snapshot.Nodes.Select(node => FileOf(node, diagnosis)).OfType<NodeConfigurationFile>(),
        ]);
        if (groups.Count < 2)
        {
            yield break;
        }

        var usual = groups.MaxBy(group => group.Count)!; // of two groups of the same size, the one of the node configured first
        ImmutableArray<string> backends = diagnosis.Snapshot.Inventory.ApiBackend is { } pinned
            ? [pinned]
            : [.. diagnosis.Map.BackendNames];
        foreach (var file in groups.Where(group => group != usual).SelectMany(group => group))
        {
            yield return Of(file, usual[0], backends);
        }
    }

    private static Finding Of(NodeConfigurationFile file, NodeConfigurationFile usual, ImmutableArray<string> backends)
    {
        var heading = (
            from backend in backends
            from kind in Kinds
            where !file.IsMeantAs(usual, kind, backend)
            select $"{kind} {backend}"
        ).FirstOrDefault();
        return new Finding(
            Id,
            heading is null ? Severity.Info : Severity.Warning,
            file.Node,
            new ConfigurationFileSubject(),
            heading is null
                ? HaProxyTexts.ConfigDriftElsewhere(file.Node, usual.Node, string.Join(", ", backends))
                : HaProxyTexts.ConfigDriftInBackend(file.Node, usual.Node, heading),
            HaProxyTexts.ConfigDriftAdvice,
            null
        );
    }

    /// <summary>The files in groups that are meant to be the same, in the order of the nodes.</summary>
    private static List<List<NodeConfigurationFile>> GroupsOf(ImmutableArray<NodeConfigurationFile> files)
    {
        var groups = new List<List<NodeConfigurationFile>>();
        foreach (var file in files)
        {
            if (groups.Find(group => group[0].IsMeantAs(file)) is { } group)
            {
                group.Add(file);
            }
            else
            {
                groups.Add([file]);
            }
        }

        return groups;
    }

    private static NodeConfigurationFile? FileOf(NodeState node, ClusterDiagnosis diagnosis) =>
        node.Configuration.FreshValue is { } configuration
            ? new NodeConfigurationFile(node.Name, configuration.File, AddressesOf(node, diagnosis))
            : null;

    private static ImmutableArray<string> AddressesOf(NodeState node, ClusterDiagnosis diagnosis) =>
        [.. node.Config.Hosts, .. diagnosis.Snapshot.Kubernetes.HostsOf(node.Name)];
}
