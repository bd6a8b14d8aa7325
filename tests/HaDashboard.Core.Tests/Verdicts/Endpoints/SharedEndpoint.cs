using System.Globalization;
using HaDashboard.Core.Diagnosis;
using HaDashboard.Core.Diagnosis.Endpoints;
using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Diagnosis.Verdicts;
using HaDashboard.Core.Facts.ControlPlane;
using HaDashboard.Core.Facts.Inventory;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Observations;
using HaDashboard.Core.Facts.Reduction;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Core.Tests.Verdicts.Endpoints;

/// <summary>
/// A healthy cluster whose clients share one endpoint, and what happens to it. Immutable: each step is a new cluster.
/// </summary>
internal sealed record SharedEndpoint
{
    internal const string Address = "10.0.42.100";
    internal const string Endpoint = "10.0.42.100:8443";

    internal required ClusterSnapshot Snapshot { get; init; }

    internal DateTimeOffset Now { get; private init; } = A.After(1);

    internal ClusterDiagnosis Diagnosis => ClusterDiagnosis.Of(Snapshot);

    internal EndpointView View => Diagnosis.Endpoints;

    internal Verdict Verdict => Judge.Assess(Diagnosis);

    internal IEnumerable<Finding> Findings => Verdict.Findings;

    /// <summary>The machines in front of the apiservers: the load balancers, or the masters where there are none.</summary>
    internal string[] Candidates =>
        [
            .. Snapshot
                .Nodes.Where(node => node.HasHaProxy && node.Config.Role is not NodeRole.Worker)
                .Select(node => node.Name.Value),
        ];

    private string[] All => [.. Snapshot.Nodes.Select(node => node.Name.Value)];

    /// <param name="loadBalancers">0: HAProxy and the virtual address are on the masters.</param>
    /// <param name="endpoint">kubeadm's controlPlaneEndpoint; null: not known.</param>
    internal static SharedEndpoint Of(int masters, int loadBalancers = 0, string? endpoint = Endpoint)
    {
        var inventory = Scenario.InventoryOf(masters, 2);
        inventory = inventory with
        {
            Nodes =
            [
                .. inventory.Nodes.Select(node =>
                    node with
                    {
                        HasHaProxy = loadBalancers == 0 && node.Role is NodeRole.Master,
                    }
                ),
                .. Enumerable.Range(1, loadBalancers).Select(LoadBalancer),
            ],
        };
        var empty = ClusterSnapshot.For(inventory);
        Observation[] start =
        [
            .. inventory
                .Nodes.Where(node => node.HasHaProxy)
                .Select(node =>
                    SourceCatalogue.HaProxy.Observed(
                        node.Name,
                        A.Reading([.. Enumerable.Range(1, masters).Select(ServerOf)]),
                        A.Noon
                    )
                ),
            new SourceAlive(SourceId.KubernetesApi, $"https://{Endpoint}", A.Noon),
            SourceCatalogue.KubernetesNodes.Listed(
                [
                    .. inventory
                        .Nodes.Where(node => node.Role is not NodeRole.LoadBalancer)
                        .Select(node => A.Node(node.Name.Value)),
                ],
                A.Noon
            ),
            .. endpoint is null
                ? Array.Empty<Observation>()
                : [SourceCatalogue.KubeadmConfig.Observed(new KubeadmConfig(endpoint, []), A.Noon)],
        ];
        return new SharedEndpoint { Snapshot = start.Aggregate(empty, SnapshotReducer.Apply) };
    }

    internal SharedEndpoint At(double seconds) => this with { Now = A.After(seconds) };

    internal SharedEndpoint Then(params Observation[] observations) =>
        this with
        {
            Snapshot = observations.Aggregate(Snapshot, SnapshotReducer.Apply),
        };

    /// <summary>The addresses of every machine are read; only these have the virtual one.</summary>
    internal SharedEndpoint HeldBy(params string[] holders) =>
        All.Aggregate(this, (cluster, node) => cluster.Reads(node, holders.Contains(node, StringComparer.Ordinal)));

    internal SharedEndpoint Reads(string node, bool holds) =>
        Then(
            SourceCatalogue.NodeAddresses.Observed(
                A.Name(node),
                new MachineAddresses(holds ? ["10.0.42.1", Address] : ["10.0.42.1"]),
                Now
            )
        );

    internal SharedEndpoint AnswersEverywhere() => All.Aggregate(this, (c, node) => c.Answers(node)).AnswersHere();

    internal SharedEndpoint FailsEverywhere() => All.Aggregate(this, (c, node) => c.Fails(node)).FailsHere();

    internal SharedEndpoint Answers(string node) =>
        Then(SourceCatalogue.Endpoint.Observed(A.Name(node), Probe(ok: true), Now));

    internal SharedEndpoint Fails(string node) =>
        Then(SourceCatalogue.Endpoint.Observed(A.Name(node), Probe(ok: false), Now));

    internal SharedEndpoint Fails(string node, FailureKind kind) =>
        Then(new SourceFailed(new SourceId(SourceKind.Endpoint, A.Name(node)), A.Failure(kind), Now));

    internal SharedEndpoint AnswersHere() => Then(SourceCatalogue.EndpointFromHere.Observed(Probe(ok: true), Now));

    internal SharedEndpoint FailsHere() => Then(SourceCatalogue.EndpointFromHere.Observed(Probe(ok: false), Now));

    internal SharedEndpoint Ticks() => Then(new ClockTicked(Now));

    internal Finding? Find(string rule) => Findings.SingleOrDefault(finding => finding.Rule.Value == rule);

    /// <summary>The events of the endpoint, the oldest first, as "from → to".</summary>
    internal IEnumerable<string> Events =>
        Snapshot
            .Transitions.Where(transition => transition.Kind is TransitionKind.Endpoint)
            .Reverse()
            .Select(transition => $"{transition.Subject}: {transition.From} → {transition.To}");

    internal static EndpointProbe Probe(bool ok, string address = Endpoint) =>
        new(
            [
                new EndpointAttempt(
                    ok,
                    ok ? 200 : null,
                    TimeSpan.FromMilliseconds(4),
                    ok ? null : Message.Verbatim("no answer in 3.6 s"),
                    null
                ),
            ],
            ServerIdentity.Verified
        )
        {
            Address = address,
        };

    private static InventoryNode LoadBalancer(int number) =>
        new(A.Name($"lb{Text(number)}"), NodeRole.LoadBalancer, $"10.0.42.2{Text(number)}");

    private static Facts.HaProxy.Server ServerOf(int number) =>
        A.Server($"master{Text(number)}", address: $"10.0.42.{Text(number)}:6443");

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
