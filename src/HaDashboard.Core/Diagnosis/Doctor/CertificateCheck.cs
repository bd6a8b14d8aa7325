using System.Globalization;
using HaDashboard.Core.Facts.ControlPlane;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Core.Diagnosis.Doctor;

/// <summary>D8. Certificates of kubeadm are valid for one year and expire on all masters on the same day.</summary>
internal sealed class CertificateCheck()
    : TopologyCheck(
        "D8",
        DoctorKubernetesTexts.CertificatesTitle,
        DoctorKubernetesTexts.CertificatesWhy,
        DoctorSource.Issue("kubernetes/kubeadm", 581)
    )
{
    private static readonly TimeSpan Soon = TimeSpan.FromDays(30);
    private static readonly TimeSpan VerySoon = TimeSpan.FromDays(7);

    protected override IEnumerable<DoctorNote> Look(DoctorContext context) =>
        context.Masters.SelectMany(master => Of(master, context));

    protected override DoctorFix? Fix(DoctorContext context) =>
        new(
            DoctorKubernetesTexts.CertificatesFixPlace(
                string.Join(", ", context.Masters.Select(master => master.Name))
            ),
            Message.Join(
                "",
                Message.Verbatim("kubeadm certs check-expiration\nkubeadm certs renew all\n# "),
                DoctorKubernetesTexts.RestartStaticPods,
                Message.Verbatim("\n")
            )
        );

    private static IEnumerable<DoctorNote> Of(NodeState master, DoctorContext context) =>
        master.Certificates.Value is { } known
            ?
            [
                .. known.All.Select(certificate => Of(master, certificate, certificate.NotAfter - context.Now)),
                .. known.Unread.Select(unread => Unread(master, unread.Key, unread.Value)),
            ]
            : [Needs(Want(master, context))];

    private static DoctorNote Unread(NodeState master, string certificate, Message failure) =>
        Needs(DoctorKubernetesTexts.CertificateUnread(certificate, master.Name, failure.AsSentence()));

    private static Message Want(NodeState master, DoctorContext context)
    {
        var reading = DoctorKubernetesTexts.CertificatesReading(master.Name);
        return context.Snapshot.Inventory.Probes is null
            ? DoctorTexts.ControlPlaneNotEnabled(reading)
            : DoctorContext.Want(master.Certificates, reading);
    }

    // An old reading is sufficient: a certificate does not change its expiry date. A renewed one only looks worse than it is.
    private static DoctorNote Of(NodeState master, ServingCertificate certificate, TimeSpan left)
    {
        var date = certificate.NotAfter.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var text =
            left < TimeSpan.Zero
                ? DoctorKubernetesTexts.CertificateExpired(certificate.Owner, master.Name, date)
                : DoctorKubernetesTexts.CertificateExpires(certificate.Owner, master.Name, date, left.Days);
        return left < VerySoon ? Fail(text)
            : left < Soon ? Warn(text)
            : Pass(text);
    }
}
