using HaDashboard.Core.Snapshots;

namespace HaDashboard.Core.Verdicts.Rules;

/// <summary>A node whose API backend does not list a server that others list can't use that master.</summary>
internal sealed class MissingMasterRule : IVerdictRule
{
    public IEnumerable<Finding> Assess(ClusterSnapshot snapshot) =>
        from column in MasterMatrix.Of(snapshot)
        from sighting in column.Fresh
        where sighting.Server is null && sighting.Node.HaProxy.Value?.Find(snapshot.Inventory.ApiBackend) is not null
        select new Finding(
            "haproxy.missing-master", Severity.Warning, sighting.Node.Name, $"{snapshot.Inventory.ApiBackend}/{column.ServerName}",
            $"The HAProxy of {sighting.Node.Name} does not list {column.ServerName}, which other nodes do.",
            $"Compare haproxy.cfg of {sighting.Node.Name} with another node's.",
            null);
}
