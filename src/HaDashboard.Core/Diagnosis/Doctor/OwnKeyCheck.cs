using System.Globalization;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Core.Diagnosis.Doctor;

/// <summary>D15. A stolen key of the dashboard must give as few rights as possible.</summary>
internal sealed class OwnKeyCheck()
    : TopologyCheck(
        "D15",
        DoctorHostTexts.OwnKeyTitle,
        DoctorHostTexts.OwnKeyWhy,
        new DoctorSource(
            Message.Verbatim("OpenSSH sshd(8), AUTHORIZED_KEYS FILE FORMAT: restrict, command=, permitopen="),
            "https://man.openbsd.org/sshd#AUTHORIZED_KEYS_FILE_FORMAT"
        )
    )
{
    protected override IEnumerable<DoctorNote> Look(DoctorContext context) => context.Snapshot.Nodes.Select(Of);

    protected override DoctorFix? Fix(DoctorContext context) =>
        new(
            DoctorHostTexts.OwnKeyFixPlace,
            Message.Verbatim(
                string.Concat(context.Snapshot.Nodes.Where(node => node.Config.Address is not null).Select(Install))
            )
        );

    private static string Install(NodeState node)
    {
        var (host, role) = ($"root@{node.Config.Address}", node.IsMaster ? "master" : "worker");
        return $"scp -r deploy/node {host}:hadashboard && scp poll.pub act.pub {host}:hadashboard/ && ssh {host} 'cd hadashboard && "
            + $"./install.sh --role {role} --poll-key poll.pub --act-key act.pub'\n";
    }

    private static DoctorNote Of(NodeState node) =>
        node.OwnKey.FreshValue switch
        {
            null => Needs(DoctorContext.Want(node.OwnKey, DoctorHostTexts.OwnKeyTest(node.Name))),
            { HasKey: false } => Pass(DoctorHostTexts.OwnKeyNotNeeded(node.Name)),
            { Excess.IsEmpty: true } => Pass(DoctorHostTexts.OwnKeyRestricted(node.Name, TestedAt(node))),
            var rights => Warn(
                DoctorHostTexts.OwnKeyNotRestricted(node.Name, Message.Join(", ", [.. rights.Excess]), TestedAt(node))
            ),
        };

    private static string TestedAt(NodeState node) =>
        string.Create(CultureInfo.InvariantCulture, $"{node.OwnKey.ObservedAt:yyyy-MM-dd HH:mm}");
}
