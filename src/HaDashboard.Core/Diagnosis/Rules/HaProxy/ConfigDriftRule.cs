using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Facts.HaProxy.Configuration;
using HaDashboard.Core.Facts.Snapshots;

namespace HaDashboard.Core.Diagnosis.Rules.HaProxy;

/// <summary>
/// Every node has the same load balancer before it and should have the same file. What differs in the API backend sends requests elsewhere;
/// what differs beside it may be meant so.
/// </summary>
internal sealed class ConfigDriftRule : IVerdictRule
{
    public IEnumerable<Finding> Assess(ClusterSnapshot snapshot)
    {
        var known = snapshot.Nodes.Where(node => node.Configuration.FreshValue is not null).ToArray();
        var groups = known
            .GroupBy(node => node.Configuration.Value!.File.SharedFingerprint, StringComparer.Ordinal)
            .OrderByDescending(group => group.Count())
            .ToArray();
        if (groups.Length < 2)
        {
            yield break;
        }

        var usual = groups[0].First(); // of two as large, the one of the node configured first
        var heading = $"backend {snapshot.Inventory.ApiBackend}";
        foreach (var node in known.Where(node => !File(node).IsMeantAs(File(usual))))
        {
            var inBackend = !File(node)
                .Section(heading)
                .SequenceEqual(File(usual).Section(heading), StringComparer.Ordinal);
            yield return new Finding(
                "haproxy.config-drift",
                inBackend ? Severity.Warning : Severity.Info,
                node.Name,
                "haproxy.cfg",
                $"haproxy.cfg of {node.Name} differs from {usual.Name}'s{(inBackend ? $", in '{heading}' too" : $", not in '{heading}'")}.",
                "The page Config shows both side by side. HaDashboard never writes the file.",
                null
            );
        }
    }

    private static ConfigurationFile File(NodeState node) => node.Configuration.Value!.File;
}
