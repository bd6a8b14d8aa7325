using HaDashboard.Core.Diagnosis.Topology;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Core.Diagnosis.Doctor;

/// <summary>D2. A HAProxy that does not list a master never uses it, even if the master is healthy.</summary>
internal sealed class EveryMasterListedCheck()
    : TopologyCheck(
        "D2",
        DoctorHaProxyTexts.MastersListedTitle,
        DoctorHaProxyTexts.MastersListedWhy,
        new DoctorSource(
            DoctorHaProxyTexts.MastersListedSource,
            "https://github.com/haproxytech/dataplaneapi/issues/332"
        )
    )
{
    protected override IEnumerable<DoctorNote> Look(DoctorContext context)
    {
        foreach (var node in context.Snapshot.Nodes.Where(node => node.HasHaProxy))
        {
            var notes =
                node.HaProxy.IsFresh && !context.Diagnosis.Map.BackendsOf(node.Name).IsEmpty
                    ? Of(node, context.Diagnosis.Map.LinesOf(node.Name).Length, context).ToArray()
                : node.HaProxy.IsFresh ? [Fail(DoctorHaProxyTexts.BackendMissing(node.Name, context.Backend))]
                : [Needs(DoctorContext.WantHaProxy(node))];
            foreach (var note in notes)
            {
                yield return note;
            }
        }

        foreach (
            var unlisted in context.Unwatched.Where(node =>
                node.IsMaster
                && !context
                    .Diagnosis.Strangers.Concat(context.Matrix)
                    .Any(column => HostsOf(column).Contains(node.InternalIp ?? "", StringComparer.Ordinal))
            )
        )
        {
            yield return Fail(
                unlisted.InternalIp is { } address
                    ? DoctorHaProxyTexts.MasterNotListedAnywhereAt(unlisted.Name, address)
                    : DoctorHaProxyTexts.MasterNotListedAnywhere(unlisted.Name)
            );
        }
    }

    protected override DoctorFix? Fix(DoctorContext context) =>
        new(DoctorHaProxyTexts.MastersListedFixPlace(context.Backend), Message.Verbatim(context.ServerLines(" check")));

    private static IEnumerable<DoctorNote> Of(NodeState node, int listed, DoctorContext context)
    {
        var missing = 0;
        foreach (var master in context.Masters)
        {
            if (context.ColumnOf(master)?.Of(node.Name).Server is not { } server)
            {
                missing++;
                yield return Fail(DoctorHaProxyTexts.MasterNotListed(node.Name, master.Name));
            }
            else if (
                HostPort.Parse(server.Address) is { IsLoopback: false, Host: var host }
                && context.Diagnosis.Map.LineOf(node.Name, server.Proxy.Value, server.Name.Value)?.Master != master.Name
                && context.AddressOf(master) is { } right
                && !host.Equals(right, StringComparison.OrdinalIgnoreCase)
            )
            {
                yield return Fail(
                    DoctorHaProxyTexts.ServerAddressDiffers(node.Name, server.Name, host, master.Name, right)
                );
            }
            else if (server.Address is null)
            {
                yield return Needs(DoctorHaProxyTexts.ServerAddressNeeded(server.Name, node.Name));
            }
        }

        if (missing == 0)
        {
            yield return Pass(DoctorHaProxyTexts.MastersListed(node.Name, listed, context.Masters.Count()));
        }
    }

    private static IEnumerable<string> HostsOf(MatrixColumn column) =>
        column.Cells.Select(s => HostPort.Parse(s.Server?.Address)?.Host).OfType<string>();
}
