using System.Globalization;
using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Facts.ControlPlane;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Core.Diagnosis.Rules.ControlPlane;

/// <summary>Certificates of kubeadm are valid for one year. After a certificate expires, no client can connect to its component.</summary>
public sealed class CertificateExpiringRule : IRule
{
    public static RuleId Id { get; } = new("certificate.expiring");

    public RuleDescription Description { get; } =
        new(
            Id,
            Order: 350,
            Condition: "a serving certificate expires within 30 days, critical within 7",
            Severities: [Severity.Critical, Severity.Warning],
            Impact: "After it expires, TLS connections to this component fail for every client.",
            Advice: "run kubeadm certs renew all, then restart the static pods",
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
            $"The {certificate.Owner} certificate of {node.Name} {Expiry(certificate.NotAfter, left)}.",
            $"On {node.Name}: kubeadm certs check-expiration; kubeadm certs renew all (before 1.20: kubeadm alpha certs …). "
                + "Then restart the static pods.",
            null
        );

    private static string Expiry(DateTimeOffset notAfter, TimeSpan left)
    {
        var date = notAfter.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        return left < TimeSpan.Zero ? $"expired on {date}"
            : left < VerySoon ? $"expires on {date}, within 7 days"
            : $"expires on {date}, within 30 days";
    }
}
