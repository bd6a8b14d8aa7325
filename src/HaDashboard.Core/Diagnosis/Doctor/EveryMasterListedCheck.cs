using HaDashboard.Core.Diagnosis.Sentences;
using HaDashboard.Core.Diagnosis.Topology;
using HaDashboard.Core.Facts.Snapshots;

namespace HaDashboard.Core.Diagnosis.Doctor;

/// <summary>D2. A HAProxy that does not list a master never uses it, even if the master is healthy.</summary>
internal sealed class EveryMasterListedCheck()
    : TopologyCheck(
        "D2",
        "Every HAProxy lists every master with its current address",
        "The files are synchronized manually, node by node. "
            + "A master that is missing in one file, or has an old address there, is noticed only when another one fails.",
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
                : [Needs(DoctorContext.Want(node.HaProxy, $"a response of HAProxy on {node.Name}"))];
            foreach (var note in notes)
            {
                yield return note;
            }
        }

        foreach (
            var unlisted in context.Unwatched.Where(node =>
                node.IsMaster
                && !context.Matrix.Any(column =>
                    HostsOf(column).Contains(node.InternalIp ?? "", StringComparer.Ordinal)
                )
            )
        )
        {
            var address = unlisted.InternalIp is { } ip ? $" ({ip})" : "";
            yield return Fail($"No responding HAProxy lists {unlisted.Name}{address}, a master in the Kubernetes API.");
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
                yield return Needs($"the address of {server.Name} on {node.Name}, which its HAProxy does not report.");
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
