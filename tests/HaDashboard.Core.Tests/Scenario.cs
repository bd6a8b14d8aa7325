using System.Collections.Immutable;
using System.Globalization;
using HaDashboard.Core.Diagnosis;
using HaDashboard.Core.Diagnosis.Verdicts;
using HaDashboard.Core.Facts.HaProxy;
using HaDashboard.Core.Facts.Inventory;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Observations;
using HaDashboard.Core.Facts.Reduction;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Core.Tests;

/// <summary>
/// A whole cluster, healthy until a test changes it: masters k8smaster1…n (servers master1…n) and workers k8sworker1…n, all fresh
/// at noon.
/// <c>Scenario.Whole().Server("master1", "DOWN", "L4CON").Verdict</c>.
/// </summary>
internal sealed class Scenario
{
    private readonly Dictionary<string, List<Server>?> _readings = new(StringComparer.Ordinal);
    private readonly List<Node> _nodes = [];
    private readonly List<Pod> _pods = [];
    private readonly List<Observation> _then = [];
    private ClusterInventory _inventory;

    private Scenario(int masters, int workers)
    {
        _inventory = InventoryOf(masters, workers);
        foreach (var node in _inventory.Nodes)
        {
            _readings[node.Name.Value] =
            [
                .. Enumerable
                    .Range(1, masters)
                    .Select(i => A.Server(Id("master", i), address: $"10.0.42.{Text(i)}:6443")),
            ];
            _nodes.Add(A.Node(node.Name.Value));
        }

        foreach (var master in _inventory.Nodes.Where(n => n.Role is NodeRole.Master))
        {
            _pods.AddRange(ControlPlaneComponents.All.Select(component => A.Pod(component, master.Name.Value)));
        }
    }

    internal static Scenario Whole(int masters = 3, int workers = 1) => new(masters, workers);

    internal static ClusterInventory InventoryOf(int masters = 3, int workers = 1) =>
        new(
            "test",
            [
                .. Enumerable
                    .Range(1, masters)
                    .Select(i => new InventoryNode(A.Name(Id("k8smaster", i)), NodeRole.Master, $"10.0.42.{Text(i)}")),
                .. Enumerable
                    .Range(1, workers)
                    .Select(i => new InventoryNode(A.Name(Id("k8sworker", i)), NodeRole.Worker, $"10.0.42.1{Text(i)}")),
            ],
            A.Backend,
            TimeSpan.FromSeconds(5)
        );

    internal IEnumerable<Observation> Observations =>
        [
            .. _readings
                .Where(r => r.Value is not null)
                .Select(r => SourceCatalogue.HaProxy.Observed(A.Name(r.Key), ReadingOf(r.Value!), A.Noon)),
            .. _inventory.WatchesKubernetes
                ? (Observation[])
                    [
                        new SourceAlive(SourceId.KubernetesApi, "https://10.0.42.1:6443", A.Noon),
                        SourceCatalogue.KubernetesNodes.Listed([.. _nodes], A.Noon),
                        SourceCatalogue.KubernetesPods.Listed([.. _pods], A.Noon),
                    ]
                : [],
            .. _then,
        ];

    internal ClusterSnapshot Snapshot => Observations.Aggregate(ClusterSnapshot.For(_inventory), SnapshotReducer.Apply);

    internal Verdict Verdict => Judge.Assess(ClusterDiagnosis.Of(Snapshot));

    /// <summary>What the HAProxys of these nodes (none named: of all) say of a server.</summary>
    internal Scenario Server(
        string server,
        string status,
        string? check = null,
        int? weight = 1,
        string? tracked = null,
        string[]? on = null
    ) => EachReading(on, servers =>
        {
            var i = servers.FindIndex(s => s.Name.Value == server);
            servers[i] = A.Server(server, status, check, weight, servers[i].Address, tracked: tracked);
        });

    internal Scenario EveryServer(string status, string? check = null, int? weight = 1, string[]? on = null)
    {
        foreach (var server in _readings.Values.First()!.Select(s => s.Name.Value).ToArray())
        {
            Server(server, status, check, weight, on: on);
        }

        return this;
    }

    internal Scenario NotListed(string server, params string[] on) =>
        EachReading(on, servers => servers.RemoveAll(s => s.Name.Value == server));

    internal Scenario ExtraServer(Server server, params string[] on) => EachReading(on, servers => servers.Add(server));

    internal Scenario HidesAddresses() => EachReading(null, servers =>
        {
            for (var i = 0; i < servers.Count; i++)
            {
                servers[i] = servers[i] with { Address = null };
            }
        });

    internal Scenario NoBackend(params string[] on)
    {
        foreach (var node in Chosen(on))
        {
            Then(SourceCatalogue.HaProxy.Observed(A.Name(node), A.Reading(A.Server("x", proxy: "other")), A.Noon));
        }

        return this;
    }

    internal Scenario EmptyBackend(params string[] on)
    {
        foreach (var node in Chosen(on))
        {
            Then(
                SourceCatalogue.HaProxy.Observed(
                    A.Name(node),
                    new HaProxyReading(A.Process(), StatColumns.Empty, [A.Proxy(A.Backend)]),
                    A.Noon
                )
            );
        }

        return this;
    }

    internal Scenario Fails(FailureKind kind, params string[] on)
    {
        foreach (var node in Chosen(on))
        {
            Then(new SourceFailed(SourceId.HaProxy(A.Name(node)), A.Failure(kind, $"the {kind} story"), A.After(1)));
        }

        return this;
    }

    internal Scenario NeverObserved(params string[] on)
    {
        foreach (var node in Chosen(on))
        {
            _readings[node] = null;
        }

        return this;
    }

    internal Scenario ApiFails(FailureKind kind = FailureKind.Timeout, string message = "no answer within 5 s.") =>
        Then(
            new SourceFailed(SourceId.KubernetesApi, A.Failure(kind, message), A.After(1)),
            new SourceFailed(SourceId.KubernetesNodes, A.Failure(kind, message), A.After(1)),
            new SourceFailed(SourceId.KubernetesPods, A.Failure(kind, message), A.After(1))
        );

    internal Scenario Node(string name, string? ready, string? reason = null)
    {
        _nodes[_nodes.FindIndex(n => n.Name.Value == name)] = A.Node(name, ready, reason: reason);
        return this;
    }

    internal Scenario NotInApi(string name)
    {
        _nodes.RemoveAll(n => n.Name.Value == name);
        return this;
    }

    internal Scenario Pod(Pod pod)
    {
        _pods.RemoveAll(p => p.Key == pod.Key);
        _pods.Add(pod);
        return this;
    }

    internal Scenario PodNotReady(ControlPlaneComponent component, params string[] on)
    {
        foreach (var node in on)
        {
            Pod(A.Pod(component, node, ready: false, A.Running()));
        }

        return this;
    }

    internal Scenario NoPod(ControlPlaneComponent component, params string[] on)
    {
        _pods.RemoveAll(p => p.Component == component && on.Contains(p.Node!.Value, StringComparer.Ordinal));
        return this;
    }

    /// <summary>
    /// The hosts died and the API has noticed: their apiservers are down for all, their kubelets silent, their pods not ready.
    /// </summary>
    internal Scenario MastersLost(params int[] numbers)
    {
        foreach (var number in numbers)
        {
            var node = Id("k8smaster", number);
            Server(Id("master", number), "DOWN", "L4TOUT")
                .Node(node, "Unknown", "NodeStatusUnknown")
                .Fails(FailureKind.HostUnreachable, node);
            foreach (var component in ControlPlaneComponents.All)
            {
                PodNotReady(component, node);
            }
        }

        return this;
    }

    internal Scenario WithoutKubernetes()
    {
        _inventory = _inventory with { WatchesKubernetes = false };
        return this;
    }

    internal Scenario Inventory(Func<ClusterInventory, ClusterInventory> change)
    {
        _inventory = change(_inventory);
        return this;
    }

    internal Scenario Then(params Observation[] observations)
    {
        _then.AddRange(observations);
        return this;
    }

    private static HaProxyReading ReadingOf(List<Server> servers) =>
        servers.Count == 0
            ? new HaProxyReading(A.Process(), StatColumns.Empty, [A.Proxy(A.Backend)])
            : A.Reading([.. servers]);

    private Scenario EachReading(string[]? on, Action<List<Server>> change)
    {
        foreach (var node in Chosen(on))
        {
            change(_readings[node]!);
        }

        return this;
    }

    private string[] Chosen(string[]? on) => on is { Length: > 0 } ? on : [.. _readings.Keys];

    private static string Id(string prefix, int number) => prefix + Text(number);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
