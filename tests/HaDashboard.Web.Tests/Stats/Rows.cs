using System.Globalization;
using HaDashboard.Core.Facts.HaProxy;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Observations;
using HaDashboard.Core.Facts.Reduction;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Tests;

namespace HaDashboard.Web.Tests.Stats;

/// <summary>Rows of <c>show stat</c> for tables, with only the cells a test is about.</summary>
internal static class Rows
{
    internal static StatRow Row(params (string Column, string Cell)[] cells) =>
        A.Row(new StatColumns([.. cells.Select(cell => cell.Column)]), [.. cells.Select(cell => cell.Cell)]);

    internal static Server Server(
        string name,
        string status = "UP",
        string? check = "L4OK",
        int weight = 1,
        string proxy = A.Backend,
        params (string, string)[] cells
    ) =>
        A.Server(name, status, check, weight, proxy: proxy) with
        {
            Row = Row([("svname", name), ("status", status), .. cells]),
        };

    /// <summary>A proxy of each server's name, with a frontend and a backend.</summary>
    internal static HaProxyReading Reading(string mode, params Server[] servers) => Reading(mode, A.Process(), servers);

    internal static HaProxyReading Reading(string mode, ProcessInfo process, params Server[] servers)
    {
        var columns = new StatColumns(["pxname", "svname", "status", "mode", "srv_icur"]);
        var proxies = servers
            .GroupBy(server => server.Proxy)
            .Select(
                (group, i) =>
                    new Proxy(
                        group.Key,
                        i + 2,
                        new Frontend(group.Key.Value, "OPEN", Row(("status", "OPEN"), ("mode", mode))),
                        new Backend(group.Key.Value, "UP", Row(("status", "UP"), ("mode", mode))),
                        [.. group],
                        []
                    )
            );
        return new HaProxyReading(process, columns, [.. proxies]);
    }

    internal static HaProxyReading Many(int servers, int sessions = 0) =>
        Reading(
            "tcp",
            [
                .. Enumerable
                    .Range(0, servers)
                    .Select(i =>
                        Server(
                            $"s{i}",
                            cells: ("scur", (i + sessions).ToString(CultureInfo.InvariantCulture)),
                            proxy: $"b{i / 100}"
                        )
                    ),
            ]
        );

    internal static ClusterSnapshot On(params (string Node, HaProxyReading Reading)[] readings) =>
        On(ClusterSnapshot.For(Scenario.InventoryOf(3, 1)), 0, readings);

    internal static ClusterSnapshot On(
        ClusterSnapshot snapshot,
        double after,
        params (string Node, HaProxyReading Reading)[] readings
    ) =>
        readings.Aggregate(snapshot, (s, r) =>
            SnapshotReducer.Apply(
                s,
                SourceCatalogue.HaProxy.Observed(NodeName.Parse(r.Node), r.Reading, A.After(after))
            )
        );

    internal static NodeState Node(HaProxyReading reading) => On(("k8smaster1", reading)).Node("k8smaster1")!;

    internal static NodeState Silent(NodeState node)
    {
        var snapshot = On((node.Name.Value, node.HaProxy.Value!));
        return SnapshotReducer
            .Apply(snapshot, new SourceFailed(SourceId.HaProxy(node.Name), A.Failure(), A.After(9)))
            .Node(node.Name)!;
    }
}
