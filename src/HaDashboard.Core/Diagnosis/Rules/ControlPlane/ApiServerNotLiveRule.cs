using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Diagnosis.Sentences;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Core.Diagnosis.Rules.ControlPlane;

/// <summary>A master whose own apiserver does not run, hangs, or says itself that it is not live.</summary>
internal sealed class ApiServerNotLiveRule : IVerdictRule
{
    public IEnumerable<Finding> Assess(ClusterSnapshot snapshot) =>
        from node in snapshot.Nodes
        where node.ApiServer.IsLive() == false
        select new Finding(
            "apiserver.not-live",
            Severity.Critical,
            node.Name,
            "kube-apiserver",
            $"The apiserver of {node.Name} {How(node)}.",
            $"On {node.Name}: crictl ps -a | grep kube-apiserver; crictl logs <id>",
            node.ApiServer.FailingSince
        );

    private static string How(NodeState node) =>
        node.ApiServer.Failure?.Kind switch
        {
            FailureKind.PortClosed => "does not run: nothing listens on its port",
            FailureKind.PortSilent => "hangs: its port accepts, and no answer comes",
            _ => $"is not live{ProbeWording.Why(node.ApiServer.Value!.Live)}",
        };
}
