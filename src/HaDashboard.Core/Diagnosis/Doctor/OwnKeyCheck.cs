using System.Globalization;
using HaDashboard.Core.Facts.Snapshots;

namespace HaDashboard.Core.Diagnosis.Doctor;

/// <summary>D15. Whoever steals the dashboard's key should find that it opens next to nothing.</summary>
internal sealed class OwnKeyCheck()
    : TopologyCheck(
        "D15",
        "The dashboard's own key can do nothing but its work",
        "The key lies on one host and opens every node. "
            + "With deploy/node's gate it may read counters and nothing else; "
            + "without it, it is a shell on the whole cluster. Tried once after the start, and weekly: "
            + "“echo” of a word, loopback port 9, and the level of the admin socket; "
            + "each trial that is refused stands in the node's log.",
        new DoctorSource(
            "OpenSSH sshd(8), AUTHORIZED_KEYS FILE FORMAT: restrict, command=, permitopen=",
            "https://man.openbsd.org/sshd#AUTHORIZED_KEYS_FILE_FORMAT"
        )
    )
{
    protected override IEnumerable<DoctorNote> Look(DoctorContext context) => context.Snapshot.Nodes.Select(Of);

    protected override DoctorFix? Fix(DoctorContext context) =>
        new(
            "each node, with deploy/node and the two public keys; it writes the lines of authorized_keys. "
                + "“HaDashboard --check” then tries the key again",
            string.Concat(
                context
                    .Snapshot.Nodes.Where(node => node.Config.Address is not null)
                    .Select(node =>
                        $"scp -r deploy/node root@{node.Config.Address}:hadashboard && scp poll.pub act.pub "
                            + $"root@{node.Config.Address}:hadashboard/ && ssh root@{node.Config.Address} 'cd hadashboard && "
                            + $"./install.sh --role {(node.IsMaster ? "master" : "worker")} --poll-key poll.pub --act-key act.pub'\n"
                    )
            )
        );

    private static DoctorNote Of(NodeState node) =>
        node.OwnKey.FreshValue switch
        {
            null => Needs(DoctorContext.Want(node.OwnKey, $"a trial of the key on {node.Name}")),
            { HasKey: false } => Pass($"{node.Name} is this dashboard's own host, reached without a key."),
            { Excess.IsEmpty: true } => Pass(
                $"{node.Name} refused another command, another port and another level{When(node)}."
            ),
            var rights => Warn(
                $"The key is not held to its work on {node.Name}: {string.Join(", ", rights.Excess)}{When(node)}."
            ),
        };

    private static string When(NodeState node) =>
        string.Create(CultureInfo.InvariantCulture, $", tried {node.OwnKey.ObservedAt:yyyy-MM-dd HH:mm} UTC");
}
