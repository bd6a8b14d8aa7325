using System.Globalization;
using HaDashboard.Core.Diagnosis.Sentences;
using HaDashboard.Core.Facts.ControlPlane;
using HaDashboard.Core.Facts.Snapshots;

namespace HaDashboard.Core.Diagnosis.Doctor;

/// <summary>D8. kubeadm's certificates live one year and end on all masters on the same day.</summary>
internal sealed class CertificateCheck()
    : TopologyCheck(
        "D8",
        "The masters' serving certificates last for more than 30 days",
        "kubeadm issues them for one year, on all masters within the same hour. "
            + "A cluster that was not upgraded for a year loses them all at once. "
            + "Only what is shown to whoever connects is looked at; "
            + "client certificates (kubelet.conf, admin.conf and the components' own) are shown to nobody, and "
            + "“kubeadm certs check-expiration” on each master lists them.",
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
                + "before 1.20 it is “kubeadm alpha certs”",
            "kubeadm certs check-expiration\nkubeadm certs renew all\n# then restart the four static pods: "
                + "move their files out of /etc/kubernetes/manifests for 20 s, and back\n"
        );

    private static IEnumerable<DoctorNote> Of(NodeState master, DoctorContext context) =>
        master.Certificates.Value is not { } known
            ?
            [
                Needs(
                    context.Snapshot.Inventory.Probes is null
                        ? $"a look at the certificates of {master.Name}: ControlPlane:Enabled is false."
                        : DoctorContext.Want(master.Certificates, $"a look at the certificates of {master.Name}")
                ),
            ]
            :
            [
                .. known.All.Select(certificate => Of(master, certificate, certificate.NotAfter - context.Now)),
                .. known.Unread.Select(unread =>
                    Needs($"the {unread.Key} certificate of {master.Name}: {Wording.Sentence(unread.Value)}")
                ),
            ];

    // An old look does as well: a certificate does not change its end. One that was renewed since only reads worse than it is.
    private static DoctorNote Of(NodeState master, ServingCertificate certificate, TimeSpan left)
    {
        var text = string.Create(
            CultureInfo.InvariantCulture,
            $"{certificate.Owner} on {master.Name} until {certificate.NotAfter:yyyy-MM-dd}, "
                + $"{(left < TimeSpan.Zero ? "which is over" : $"{left.Days} days")}."
        );
        return left < VerySoon ? Fail(text)
            : left < Soon ? Warn(text)
            : Pass(text);
    }
}
