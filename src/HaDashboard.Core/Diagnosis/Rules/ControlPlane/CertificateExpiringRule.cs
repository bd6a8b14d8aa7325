using System.Globalization;
using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Facts.ControlPlane;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Core.Diagnosis.Rules.ControlPlane;

/// <summary>kubeadm's certificates live a year, and when one runs out the component behind it is gone for everybody at once.</summary>
public sealed class CertificateExpiringRule : IRule
{
    public static RuleId Id { get; } = new("certificate.expiring");

    public RuleDescription Description { get; } =
        new(
            Id,
            Order: 350,
            Condition: "a serving certificate runs out within 30 days, critical within 7",
            Severities: [Severity.Critical, Severity.Warning],
            Impact: "When it runs out, what it serves is gone for every client at once.",
            Advice: "kubeadm certs renew all, then restart the static pods",
            Sources: [SourceKind.Certificates]
        );

    private static readonly TimeSpan Soon = TimeSpan.FromDays(30);
    private static readonly TimeSpan VerySoon = TimeSpan.FromDays(7);

    public IEnumerable<Finding> Assess(ClusterDiagnosis diagnosis) =>
        from node in diagnosis.Snapshot.Nodes
        from certificate in node.Certificates.Value?.All ?? [] // an old reading still tells when it ends
        where diagnosis.Snapshot.At is { } at && certificate.NotAfter - at < Soon
        select FindingOf(node, certificate, certificate.NotAfter - diagnosis.Snapshot.At!.Value);

    private static Finding FindingOf(NodeState node, ServingCertificate certificate, TimeSpan left) =>
        new(
            Id,
            left < VerySoon ? Severity.Critical : Severity.Warning,
            node.Name,
            new CertificateSubject(certificate.Owner),
            string.Create(
                CultureInfo.InvariantCulture,
                $"The {certificate.Owner} certificate of {node.Name} {(left < TimeSpan.Zero ? "ran" : "runs")} out on "
                    + $"{certificate.NotAfter:yyyy-MM-dd}{(left < TimeSpan.Zero ? "" : left < VerySoon ? ", within a week" : ", within 30 days")}."
            ),
            $"On {node.Name}: kubeadm certs check-expiration (before 1.20: "
                + $"kubeadm alpha certs …), kubeadm certs renew all, then restart the static pods.",
            null
        );
}
