using System.Collections.Immutable;
using HaDashboard.Core.Diagnosis;
using HaDashboard.Core.Diagnosis.Verdicts;
using HaDashboard.Core.Facts.HaProxy;
using HaDashboard.Core.Facts.Inventory;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Observations;
using HaDashboard.Core.Facts.Reduction;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Core.Tests.Topology;

/// <summary>
/// A cluster of any shape, described by its machines and by what each HAProxy lists. Nothing is configured but the machines: what belongs
/// to the control plane has to be found out. Everything is healthy until a test says otherwise.
/// </summary>
internal sealed class Machines
{
    private readonly List<InventoryNode> _nodes = [];
    private readonly Dictionary<string, Server[]> _lists = new(StringComparer.Ordinal);
    private readonly List<Observation> _then = [];
    private bool _watchesKubernetes = true;

    internal static string Ip(int i) => $"10.0.42.{i}";

    /// <summary>Masters cp1…n at 10.0.42.1…n, each listing all of them by plain server lines.</summary>
    internal static Machines Masters(int count, Func<int, string>? address = null)
    {
        var machines = new Machines();
        for (var i = 1; i <= count; i++)
        {
            machines.Add(new InventoryNode(A.Name($"cp{i}"), NodeRole.Master, address?.Invoke(i) ?? Ip(i)));
        }

        return machines.EachLists(_ => [.. Enumerable.Range(1, count).Select(i => Line($"cp{i}", Ip(i)))]);
    }

    internal static Server Line(
        string name,
        string ip,
        string status = "UP",
        string? check = "L4OK",
        string proxy = "kube"
    ) =>
        A.Server(
            name,
            status,
            check,
            address: ip.Contains(':', StringComparison.Ordinal) ? $"[{ip}]:6443" : $"{ip}:6443",
            proxy: proxy
        );

    internal Machines Add(InventoryNode node)
    {
        _nodes.Add(node);
        return this;
    }

    internal Machines Lists(string node, params Server[] servers)
    {
        _lists[node] = servers;
        return this;
    }

    internal Machines EachLists(Func<string, Server[]> servers)
    {
        foreach (var node in _nodes.Where(node => node.HasHaProxy))
        {
            _lists[node.Name.Value] = servers(node.Name.Value);
        }

        return this;
    }

    internal Machines WithoutKubernetes()
    {
        _watchesKubernetes = false;
        return this;
    }

    internal Machines Then(params Observation[] observations)
    {
        _then.AddRange(observations);
        return this;
    }

    internal ClusterSnapshot Snapshot
    {
        get
        {
            var inventory = new ClusterInventory(
                "test",
                [.. _nodes],
                null,
                TimeSpan.FromSeconds(5),
                _watchesKubernetes
            );
            return Observations.Aggregate(ClusterSnapshot.For(inventory), SnapshotReducer.Apply);
        }
    }

    internal ClusterDiagnosis Diagnosis => ClusterDiagnosis.Of(Snapshot);

    internal Verdict Verdict => Judge.Assess(Diagnosis);

    internal ImmutableArray<string> Findings =>
        [.. Verdict.Findings.Select(f => $"{f.Severity} {f.Rule} {f.Node?.Value ?? "*"} {f.Subject}")];

    private IEnumerable<Observation> Observations =>
        [
            .. _lists.Select(list => SourceCatalogue.HaProxy.Observed(A.Name(list.Key), A.Reading(list.Value), A.Noon)),
            .. _watchesKubernetes ? OfKubernetes : [],
            .. _then,
        ];

    private Observation[] OfKubernetes
    {
        get
        {
            ImmutableArray<InventoryNode> members = [.. _nodes.Where(node => node.Role is not NodeRole.LoadBalancer)];
            return
            [
                new SourceAlive(SourceId.KubernetesApi, "https://10.0.42.1:6443", A.Noon),
                SourceCatalogue.KubernetesNodes.Listed([.. members.Select(node => A.Node(node.Name.Value))], A.Noon),
                SourceCatalogue.KubernetesPods.Listed(
                    [
                        .. members
                            .Where(node => node.Role is NodeRole.Master)
                            .SelectMany(node =>
                                ControlPlaneComponents.All.Select(part => A.Pod(part, node.Name.Value))
                            ),
                    ],
                    A.Noon
                ),
            ];
        }
    }
}
