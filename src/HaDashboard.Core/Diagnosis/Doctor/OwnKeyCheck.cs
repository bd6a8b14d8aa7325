using System.Globalization;
using HaDashboard.Core.Facts.Snapshots;

namespace HaDashboard.Core.Diagnosis.Doctor;

/// <summary>D15. A stolen key of the dashboard must give as few rights as possible.</summary>
internal sealed class OwnKeyCheck()
    : TopologyCheck(
        "D15",
        "The SSH key of the dashboard follows least privilege",
        "The key is stored on one host and gives access to every node. "
            + "With the forced command of deploy/node it can only read counters; "
            + "without it, the key opens a shell on every node. Tested once after the start, and weekly: "
            + "an “echo” command, loopback port 9, and the level of the admin socket. "
            + "Each refused test is in the log of the node.",
        new DoctorSource(
            "OpenSSH sshd(8), AUTHORIZED_KEYS FILE FORMAT: restrict, command=, permitopen=",
            "https://man.openbsd.org/sshd#AUTHORIZED_KEYS_FILE_FORMAT"
        )
    )
{
    protected override IEnumerable<DoctorNote> Look(DoctorContext context) => context.Snapshot.Nodes.Select(Of);

    protected override DoctorFix? Fix(DoctorContext context) =>
        new(
            "each node, with deploy/node and the two public keys; install.sh writes the lines of authorized_keys. "
                + "Then run “HaDashboard --check” to test the key again",
            string.Concat(context.Snapshot.Nodes.Where(node => node.Config.Address is not null).Select(Install))
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
            null => Needs(DoctorContext.Want(node.OwnKey, $"a test of the key on {node.Name}")),
            { HasKey: false } => Pass($"{node.Name} is the host of this dashboard, which needs no key."),
            { Excess.IsEmpty: true } => Pass(
                $"{node.Name} refused another command, another port and another level{When(node)}."
            ),
            var rights => Warn(
                $"The key has more rights than needed on {node.Name}: {string.Join(", ", rights.Excess)}{When(node)}."
            ),
        };

    private static string When(NodeState node) =>
        string.Create(CultureInfo.InvariantCulture, $", tested {node.OwnKey.ObservedAt:yyyy-MM-dd HH:mm} UTC");
}
