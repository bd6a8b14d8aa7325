using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Facts.ControlPlane;
using HaDashboard.Core.Facts.Snapshots;

namespace HaDashboard.Core.Diagnosis.Rules.ControlPlane;

/// <summary>A certificate that lacks the name its server is used under: clients that check it refuse that server, and only it.</summary>
internal sealed class SanMissingRule : IVerdictRule
{
    public IEnumerable<Finding> Assess(ClusterSnapshot snapshot) =>
        from node in snapshot.Nodes
        from certificate in node.Certificates.Value?.All ?? []
        where !certificate.Missing.IsEmpty
        select FindingOf(node, certificate);

    private static Finding FindingOf(NodeState node, ServingCertificate certificate)
    {
        var names = string.Join(", ", certificate.Missing);
        return new Finding(
            "kubeadm.san-missing",
            Severity.Warning,
            node.Name,
            $"{certificate.Owner} certificate",
            $"The {certificate.Owner} certificate of {node.Name} does not name {names}, and that is what its clients connect to.",
            $"Add {names} to apiServer.certSANs of kubeadm's ClusterConfiguration; on {node.Name} move apiserver.crt and .key aside, kubeadm init phase certs apiserver, restart the static pod.",
            node.Certificates.ObservedAt
        );
    }
}
