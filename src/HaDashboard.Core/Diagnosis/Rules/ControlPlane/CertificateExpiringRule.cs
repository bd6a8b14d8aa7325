using System.Globalization;
using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Facts.ControlPlane;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Core.Diagnosis.Rules.ControlPlane;

/// <summary>Certificates of kubeadm are valid for one year. After a certificate expires, no client can connect to its component.</summary>
public sealed class CertificateExpiringRule : IRule
{
    public static RuleId Id { get; } = new("certificate.expiring");

    public RuleDescription Description { get; } =
        new(
            Id,
            Order: 350,
            Condition: ControlPlaneTexts.CertificateExpiringCondition,
            Severities: [Severity.Critical, Severity.Warning],
            Impact: ControlPlaneTexts.CertificateExpiringImpact,
            Advice: ControlPlaneTexts.CertificateExpiringGeneralAdvice,
            Sources: [SourceKind.Certificates]
        );

    private static readonly TimeSpan Soon = TimeSpan.FromDays(30);
    private static readonly TimeSpan VerySoon = TimeSpan.FromDays(7);

    public IEnumerable<Finding> Assess(ClusterDiagnosis diagnosis) =>
        from node in diagnosis.Snapshot.Nodes
        from certificate in node.Certificates.Value?.All ?? [] // an old reading still contains the expiry date
        where diagnosis.Snapshot.At is { } at && certificate.NotAfter - at < Soon
        select FindingOf(node, certificate, certificate.NotAfter - diagnosis.Snapshot.At!.Value);

    private static Finding FindingOf(NodeState node, ServingCertificate certificate, TimeSpan left) =>
        new(
            Id,
            left < VerySoon ? Severity.Critical : Severity.Warning,
            node.Name,
            new CertificateSubject(certificate.Owner),
            Expiry(node, certificate, left),
            ControlPlaneTexts.CertificateExpiringAdvice(node.Name),
            null
        );

    private static Message Expiry(NodeState node, ServingCertificate certificate, TimeSpan left)
    {
        var date = certificate.NotAfter.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        return left < TimeSpan.Zero ? ControlPlaneTexts.CertificateExpired(certificate.Owner, node.Name, date)
            : left < VerySoon ? ControlPlaneTexts.CertificateExpiresVerySoon(certificate.Owner, node.Name, date)
            : ControlPlaneTexts.CertificateExpiresSoon(certificate.Owner, node.Name, date);
    }
}
