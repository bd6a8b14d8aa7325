using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Facts.ControlPlane;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Core.Diagnosis.Rules.ControlPlane;

/// <summary>
/// A certificate that lacks a name that clients connect to: clients that verify it reject this server, and only this one.
/// </summary>
public sealed class SanMissingRule : IRule
{
    public static RuleId Id { get; } = new("kubeadm.san-missing");

    public RuleDescription Description { get; } =
        new(
            Id,
            Order: 360,
            Condition: "a serving certificate lacks a name that its clients connect to",
            Severities: [Severity.Warning],
            Impact: "Clients that verify the certificate reject this server.",
            Advice: "add the name to apiServer.certSANs and renew the certificate",
            Sources: [SourceKind.Certificates]
        );

    public IEnumerable<Finding> Assess(ClusterDiagnosis diagnosis) =>
        from node in diagnosis.Snapshot.Nodes
        from certificate in node.Certificates.Value?.All ?? []
        where !certificate.Missing.IsEmpty
        select FindingOf(node, certificate);

    private static Finding FindingOf(NodeState node, ServingCertificate certificate)
    {
        var names = string.Join(", ", certificate.Missing);
        return new Finding(
            Id,
            Severity.Warning,
            node.Name,
            new CertificateSubject(certificate.Owner),
            $"The {certificate.Owner} certificate of {node.Name} does not contain {names}, but clients connect to that name.",
            $"Add {names} to apiServer.certSANs of the kubeadm ClusterConfiguration. On {node.Name}: move apiserver.crt and "
                + "apiserver.key aside, run kubeadm init phase certs apiserver, restart the static pod.",
            node.Certificates.ObservedAt
        );
    }
}
