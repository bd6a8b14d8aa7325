using System.Globalization;
using HaDashboard.Core.Diagnosis.Sentences;
using HaDashboard.Core.Facts.ControlPlane;
using HaDashboard.Core.Facts.Text;
using HaDashboard.Core.Facts.Snapshots;

namespace HaDashboard.Core.Diagnosis.Doctor;

/// <summary>D8. Certificates of kubeadm are valid for one year and expire on all masters on the same day.</summary>
internal sealed class CertificateCheck()
    : TopologyCheck(
        "D8",
        "Serving certificates of the masters are valid for more than 30 days",
        "kubeadm issues them for one year, on all masters within the same hour. "
            + "In a cluster without an upgrade for a year they all expire at once. "
            + "Only serving certificates are checked. Client certificates (kubelet.conf, admin.conf and those of the components) "
            + "are not visible over the network: run “kubeadm certs check-expiration” on each master.",
        new DoctorSource("kubernetes/kubeadm#581", "https://github.com/kubernetes/kubeadm/issues/581")
    )
{
    private static readonly TimeSpan Soon = TimeSpan.FromDays(30);
    private static readonly TimeSpan VerySoon = TimeSpan.FromDays(7);

    protected override IEnumerable<DoctorNote> Look(DoctorContext context) =>
        context.Masters.SelectMany(master => Of(master, context));

    protected override DoctorFix? Fix(DoctorContext context) =>
        new(
            $"each master in turn ({string.Join(", ", context.Masters.Select(master => master.Name))}), as root; "
                + "before 1.20 use “kubeadm alpha certs”",
            "kubeadm certs check-expiration\nkubeadm certs renew all\n# then restart the four static pods: "
                + "move their files out of /etc/kubernetes/manifests for 20 s, and back\n"
        );

    private static IEnumerable<DoctorNote> Of(NodeState master, DoctorContext context) =>
        master.Certificates.Value is not { } known
            ?
            [
                Needs(
                    context.Snapshot.Inventory.Probes is null
                        ? $"a reading of the certificates of {master.Name}: ControlPlane:Enabled is false."
                        : DoctorContext.Want(master.Certificates, $"a reading of the certificates of {master.Name}")
                ),
            ]
            :
            [
                .. known.All.Select(certificate => Of(master, certificate, certificate.NotAfter - context.Now)),
                .. known.Unread.Select(unread =>
                    Needs($"the {unread.Key} certificate of {master.Name}: {Message.Verbatim(unread.Value).AsSentence()}")
                ),
            ];

    // An old reading is sufficient: a certificate does not change its expiry date. A renewed one only looks worse than it is.
    private static DoctorNote Of(NodeState master, ServingCertificate certificate, TimeSpan left)
    {
        var date = certificate.NotAfter.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var text =
            left < TimeSpan.Zero
                ? $"{certificate.Owner} on {master.Name} expired on {date}."
                : $"{certificate.Owner} on {master.Name} expires on {date}, in {Wording.Count(left.Days, "day")}.";
        return left < VerySoon ? Fail(text)
            : left < Soon ? Warn(text)
            : Pass(text);
    }
}
