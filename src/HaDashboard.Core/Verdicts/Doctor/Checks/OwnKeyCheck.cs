namespace HaDashboard.Core.Verdicts.Doctor.Checks;

/// <summary>D15. Whoever steals the dashboard's key should find that it opens next to nothing.</summary>
internal sealed class OwnKeyCheck() : TopologyCheck(
    "D15", "The dashboard's own key can do nothing but its work",
    "The key lies on one host and opens every node. With deploy/node's gate it may read counters and nothing else; without it, it is a shell on the whole cluster.",
    new DoctorSource("OpenSSH sshd(8), AUTHORIZED_KEYS FILE FORMAT: restrict, command=, permitopen=", "https://man.openbsd.org/sshd#AUTHORIZED_KEYS_FILE_FORMAT"))
{
    protected override IEnumerable<DoctorNote> Look(Patient patient)
    {
        if (!patient.Snapshot.Nodes.IsEmpty)
        {
            yield return Needs("a trial with a forbidden command, and this dashboard runs nothing on a node but what is configured. The lines below are that trial; each must be refused.");
        }
    }

    protected override DoctorFix? Fix(Patient patient) => new(
        "the dashboard's host, with the values of Ssh:PrivateKeyFile and Ssh:User for KEY and USER",
        string.Concat(patient.Snapshot.Nodes.Where(node => node.Config.Address is not null).Select(node => $"ssh -i KEY USER@{node.Config.Address} id\n")));
}
