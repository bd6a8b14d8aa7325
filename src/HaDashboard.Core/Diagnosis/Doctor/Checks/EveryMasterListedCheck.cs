using HaDashboard.Core.Diagnosis.Sentences;
using HaDashboard.Core.Diagnosis.Topology;
using HaDashboard.Core.Facts.Snapshots;

namespace HaDashboard.Core.Diagnosis.Doctor.Checks;

/// <summary>D2. A master that a node's HAProxy does not list does not exist for that node, however healthy it is.</summary>
internal sealed class EveryMasterListedCheck()
    : TopologyCheck(
        "D2",
        "Every HAProxy lists every master, at its right address",
        "The files are kept alike by hand, node by node. A master that is missing in one, or stands there with its old address, is missed only when another one fails.",
        new DoctorSource(
            "haproxytech/dataplaneapi#332: one logical balancer, several hand-synchronised copies",
            "https://github.com/haproxytech/dataplaneapi/issues/332"
        )
    )
{
    protected override IEnumerable<DoctorNote> Look(Patient patient)
    {
        foreach (var node in patient.Snapshot.Nodes)
        {
            var notes =
                node.HaProxy.FreshValue?.Find(patient.Backend) is { Backend: not null } backend
                    ? Of(node, backend.Servers.Length, patient).ToArray()
                : node.HaProxy.IsFresh ? [Fail($"{node.Name} has no backend '{patient.Backend}'.")]
                : [Needs(Patient.Want(node.HaProxy, $"an answer of {node.Name}'s HAProxy"))];
            foreach (var note in notes)
            {
                yield return note;
            }
        }

        foreach (
            var stranger in patient.Unwatched.Where(node =>
                node.IsMaster
                && !patient.Matrix.Any(column =>
                    HostsOf(column).Contains(node.InternalIp ?? "", StringComparer.Ordinal)
                )
            )
        )
        {
            yield return Fail(
                $"No HAProxy that answers lists {stranger.Name}{(stranger.InternalIp is { } ip ? $" ({ip})" : "")}, a master of the API."
            );
        }
    }

    protected override DoctorFix? Fix(Patient patient) =>
        new($"haproxy.cfg of every node, in backend {patient.Backend}", patient.ServerLines(" check"));

    private static IEnumerable<DoctorNote> Of(NodeState node, int listed, Patient patient)
    {
        var missing = 0;
        foreach (var master in patient.Masters)
        {
            if (patient.ColumnOf(master)?.Of(node.Name).Server is not { } server)
            {
                missing++;
                yield return Fail($"{node.Name} does not list {master.Name}.");
            }
            else if (
                HostOf(server.Address) is { } host
                && patient.AddressOf(master) is { } right
                && !host.Equals(right, StringComparison.OrdinalIgnoreCase)
            )
            {
                yield return Fail($"{node.Name} sends to {server.Name} at {host}; {master.Name} is at {right}.");
            }
            else if (server.Address is null)
            {
                yield return Needs($"the address of {server.Name} on {node.Name}, which its HAProxy does not tell.");
            }
        }

        if (missing == 0)
        {
            yield return Pass(
                $"{node.Name} lists {Wording.Count(listed, "server")} for {Wording.Count(patient.Masters.Count(), "master")}."
            );
        }
    }

    private static IEnumerable<string> HostsOf(MasterView column) =>
        column.Sightings.Select(s => HostOf(s.Server?.Address)).OfType<string>();

    private static string? HostOf(string? address) =>
        address?.LastIndexOf(':') is > 0 and var colon ? address[..colon].Trim('[', ']') : address;
}
