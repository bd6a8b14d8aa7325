using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Core.Diagnosis.Rules.HaProxy;

/// <summary>A node where SSH works and nobody listens on the admin socket runs no HAProxy: what goes through its :5443 reaches nothing.</summary>
internal sealed class HaProxyProcessDownRule : IVerdictRule
{
    internal static bool IsProcessDown(FailureKind kind) => kind is FailureKind.SocketRefused;

    public IEnumerable<Finding> Assess(ClusterSnapshot snapshot) =>
        from node in snapshot.Nodes
        let failure = node.HaProxy.Failure
        where failure is not null && IsProcessDown(failure.Kind)
        select new Finding(
            "haproxy.process-down",
            Severity.Critical,
            node.Name,
            "haproxy",
            $"HAProxy is not running on {node.Name}: nothing there reaches the API through 127.0.0.1.",
            $"On {node.Name}: systemctl status haproxy; journalctl -u haproxy -n 50",
            node.HaProxy.FailingSince
        );
}
