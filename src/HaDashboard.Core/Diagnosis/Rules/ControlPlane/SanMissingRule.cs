using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Facts.ControlPlane;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Core.Diagnosis.Rules.ControlPlane;

/// <summary>A certificate that lacks the name its server is used under: clients that check it refuse that server, and only it.</summary>
public sealed class SanMissingRule : IRule
{
    public static RuleId Id { get; } = new("kubeadm.san-missing");

    public RuleDescription Description { get; } =
        new(
            Id,
            Order: 360,
            Condition: "a serving certificate lacks a name that its clients connect to",
            Severities: [Severity.Warning],
            Impact: "Clients that check it refuse this server.",
            Advice: "add it to apiServer.certSANs and renew",
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
            $"The {certificate.Owner} certificate of {node.Name} does not name {names}, and that is what its clients connect to.",
            $"Add {names} to apiServer.certSANs of kubeadm's ClusterConfiguration; "
                + $"on {node.Name} move apiserver.crt and .key aside, kubeadm init phase certs apiserver, restart the "
                + "static pod.",
            node.Certificates.ObservedAt
        );
    }
}
