using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Diagnosis.Sentences;
using HaDashboard.Core.Facts.Snapshots;

namespace HaDashboard.Core.Diagnosis.Rules.ControlPlane;

/// <summary>An apiserver that lives and says itself that it should get no requests.</summary>
internal sealed class ApiServerNotReadyRule : IVerdictRule
{
    public IEnumerable<Finding> Assess(ClusterSnapshot snapshot) =>
        from node in snapshot.Nodes
        let probe = node.ApiServer.FreshValue
        where probe is { Ready.Ok: false } && probe.Live.Ok != false // one that is not live is told of by that
        select new Finding(
            "apiserver.not-ready",
            Severity.Critical,
            node.Name,
            "kube-apiserver",
            $"The apiserver of {node.Name} is not ready{ProbeWording.Why(probe.Ready)}.",
            $"On {node.Name}: curl -sk https://127.0.0.1:6443/readyz?verbose; then look at the check that fails",
            null
        );
}
