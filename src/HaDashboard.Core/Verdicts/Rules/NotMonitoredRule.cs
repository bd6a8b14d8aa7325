using HaDashboard.Core.HaProxy;
using HaDashboard.Core.Snapshots;

namespace HaDashboard.Core.Verdicts.Rules;

/// <summary>A server of the API backend without a check gets traffic whether it lives or not; one whose status can't be read is no better.</summary>
internal sealed class NotMonitoredRule : IVerdictRule
{
    public IEnumerable<Finding> Assess(ClusterSnapshot snapshot) =>
        from column in MasterMatrix.Of(snapshot)
        from sighting in column.Fresh
        let server = sighting.Server
        where server is { Status.State: ServerOperationalState.NoCheck or ServerOperationalState.Unknown } || server is { TakesTraffic: true, Check: null }
        select new Finding(
            "haproxy.not-monitored", Severity.Warning, sighting.Node.Name, server.Path,
            $"{server.Name} is not checked by the HAProxy of {sighting.Node.Name} (status '{server.Status.Text}'): whether it serves is unknown.",
            "Put 'check' on its server line.",
            server.Since);
}
