using HaDashboard.Core.Diagnosis.Sentences;
using HaDashboard.Core.Diagnosis.Topology;
using HaDashboard.Core.Facts.Snapshots;

namespace HaDashboard.Core.Diagnosis.Doctor;

/// <summary>D2. A master that a node's HAProxy does not list does not exist for that node, however healthy it is.</summary>
internal sealed class EveryMasterListedCheck()
    : TopologyCheck(
        "D2",
        "Every HAProxy lists every master, at its right address",
        "The files are kept alike by hand, node by node. "
            + "A master that is missing in one, or stands there with its old address, is missed only when another one "
            + "fails.",
        new DoctorSource(
            "haproxytech/dataplaneapi#332: one logical balancer, several hand-synchronised copies",
            "https://github.com/haproxytech/dataplaneapi/issues/332"
        )
    )
{
    protected override IEnumerable<DoctorNote> Look(DoctorContext context)
    {
        foreach (var node in context.Snapshot.Nodes)
        {
            var notes =
                node.HaProxy.FreshValue?.Find(context.Backend) is { Backend: not null } backend
                    ? Of(node, backend.Servers.Length, context).ToArray()
                : node.HaProxy.IsFresh ? [Fail($"{node.Name} has no backend '{context.Backend}'.")]
                : [Needs(DoctorContext.Want(node.HaProxy, $"an answer of {node.Name}'s HAProxy"))];
            foreach (var note in notes)
            {
                yield return note;
            }
        }

        foreach (
            var stranger in context.Unwatched.Where(node =>
                node.IsMaster
                && !context.Matrix.Any(column =>
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

    protected override DoctorFix? Fix(DoctorContext context) =>
        new($"haproxy.cfg of every node, in backend {context.Backend}", context.ServerLines(" check"));

    private static IEnumerable<DoctorNote> Of(NodeState node, int listed, DoctorContext context)
    {
        var missing = 0;
        foreach (var master in context.Masters)
        {
            if (context.ColumnOf(master)?.Of(node.Name).Server is not { } server)
            {
                missing++;
                yield return Fail($"{node.Name} does not list {master.Name}.");
            }
            else if (
                HostOf(server.Address) is { } host
                && context.AddressOf(master) is { } right
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
                $"{node.Name} lists {Wording.Count(listed, "server")} for {Wording.Count(context.Masters.Count(), "master")}."
            );
        }
    }

    private static IEnumerable<string> HostsOf(MatrixColumn column) =>
        column.Cells.Select(s => HostOf(s.Server?.Address)).OfType<string>();

    private static string? HostOf(string? address) =>
        address?.LastIndexOf(':') is > 0 and var colon ? address[..colon].Trim('[', ']') : address;
}
