using System.Globalization;
using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Facts.ControlPlane;
using HaDashboard.Core.Facts.Snapshots;

namespace HaDashboard.Core.Diagnosis.Rules.ControlPlane;

/// <summary>kubeadm's certificates live a year, and when one runs out the component behind it is gone for everybody at once.</summary>
internal sealed class CertificateExpiringRule : IVerdictRule
{
    private static readonly TimeSpan Soon = TimeSpan.FromDays(30);
    private static readonly TimeSpan VerySoon = TimeSpan.FromDays(7);

    public IEnumerable<Finding> Assess(ClusterSnapshot snapshot) =>
        from node in snapshot.Nodes
        from certificate in node.Certificates.Value?.All ?? [] // an old reading still tells when it ends
        where snapshot.At is { } at && certificate.NotAfter - at < Soon
        select FindingOf(node, certificate, certificate.NotAfter - snapshot.At!.Value);

    private static Finding FindingOf(NodeState node, ServingCertificate certificate, TimeSpan left) =>
        new(
            "certificate.expiring",
            left < VerySoon ? Severity.Critical : Severity.Warning,
            node.Name,
            $"{certificate.Owner} certificate",
            string.Create(
                CultureInfo.InvariantCulture,
                $"The {certificate.Owner} certificate of {node.Name} {(left < TimeSpan.Zero ? "ran" : "runs")} out on {certificate.NotAfter:yyyy-MM-dd}{(left < TimeSpan.Zero ? "" : left < VerySoon ? ", within a week" : ", within 30 days")}."
            ),
            $"On {node.Name}: kubeadm certs check-expiration (before 1.20: kubeadm alpha certs …), kubeadm certs renew all, then restart the static pods.",
            null
        );
}
