using HaDashboard.Adapters.ControlPlane;
using HaDashboard.Adapters.HaProxy.Polling;
using HaDashboard.Adapters.HaProxy.Readings;
using HaDashboard.Adapters.HaProxy.Settings;
using HaDashboard.Adapters.Kubernetes;
using HaDashboard.Adapters.Kubernetes.Api;
using HaDashboard.Adapters.Kubernetes.Watching;
using HaDashboard.Adapters.Sources;
using HaDashboard.Adapters.Tests.HaProxy;
using HaDashboard.Adapters.Tests.Kubernetes;
using HaDashboard.Adapters.Tls;
using HaDashboard.Core.Facts.Inventory;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Facts.Text;
using HaDashboard.Simulation.Kubernetes;
using HaDashboard.Tests;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace HaDashboard.Adapters.Tests.Sources;

/// <summary>Checks for every source of the catalogue that it has a producer and a row in <c>--check</c>.</summary>
public sealed class SourceProducerTests : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly FakeHaProxy _node = new("k8smaster1");

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _node.DisposeAsync();

    [Fact]
    public void EverySource_HasAProducer()
    {
        using var route = Route(new Uri("http://127.0.0.1:1"));
        var sources = OfNode()
            .Concat(OfControlPlane())
            .Concat(KubernetesWatching.ReadersOf(Options(), route, Patience, TimeProvider.System))
            .Select(reader => reader.Source)
            .Concat([WatchedResources.Nodes.Source, WatchedResources.Pods("kube-system").Source, Heartbeat.Source]);

        Assert.Equal(Enum.GetValues<SourceKind>().Order(), sources.Select(source => source.Kind).Distinct().Order());
    }

    [Fact]
    public void EverySourceOfANode_IsReadByThePartOfCheckThatItsEntryNames()
    {
        Assert.Subset(KindsOf(OfNode()), KindsIn(SourceCheck.Node));
        Assert.Subset(KindsOf(OfControlPlane()), KindsIn(SourceCheck.ControlPlane));
    }

    [Fact]
    public async Task EverySourceOfTheApi_HasARowInCheck()
    {
        await using var api = await SimulatedKubernetesApi.StartAsync(
            new SimulatedKubernetesOptions(),
            TimeProvider.System,
            Cancelled
        );
        using var requests = new SocketsHttpHandler();
        var connector = new Connector(() => new ApiConnection(requests, api.Uri, null));

        var rows = await new KubernetesCheck(Options(), connector, Patience, TimeProvider.System).RunAsync(Cancelled);

        var expected = SourceCatalogue.All.Where(source => source.Check is SourceCheck.Kubernetes);
        Assert.All(expected, source =>
            Assert.Contains(rows, row => row.What.StartsWith(source.CheckName, StringComparison.Ordinal))
        );
    }

    [Fact]
    public async Task OptionalSourceThatCannotBeRead_IsANoteInCheck()
    {
        var optional = await SourceTrial.RunAsync(
            new Unreadable(SourceId.KubeProxyConfig),
            Patience,
            TimeProvider.System,
            Cancelled
        );
        var needed = await SourceTrial.RunAsync(
            new Unreadable(SourceId.Etcd(_node.Node)),
            Patience,
            TimeProvider.System,
            Cancelled
        );

        Assert.Equal((true, true, "why"), (optional.Ok, optional.IsNote, optional.Message));
        Assert.Equal((false, false, FailureKind.Forbidden), (needed.Ok, needed.IsNote, needed.Kind));
    }

    private static HashSet<SourceKind> KindsIn(SourceCheck part) =>
        [.. SourceCatalogue.All.Where(source => source.Check == part).Select(source => source.Kind)];

    private static HashSet<SourceKind> KindsOf(IEnumerable<SourceReader> readers) =>
        [.. readers.Select(reader => reader.Source.Kind)];

    private IEnumerable<SourceReader> OfNode()
    {
        var options = new HaProxyNodeOptions(_node.Node, "/s", "check", "reload")
        {
            MasterSocket = "/m",
            ReadConfigCommand = "cat",
            UnitCommand = "unit",
            KubeconfigCommand = "grep",
            ClockCommand = "date",
            LoadCommand = "cat",
            AddressCommand = "cat",
            HostNames = ["localhost"],
        };
        var poll = new HaProxySource(_node, "/s", Patience, TimeProvider.System, NullLogger.Instance);
        return NodeReadings.ReadersOf(options, _node, Patience, TimeProvider.System).Append(poll);
    }

    private IEnumerable<SourceReader> OfControlPlane()
    {
        var node = new InventoryNode(_node.Node, NodeRole.Master, "10.0.42.1");
        var trust = new NoTrust();
        var options = new ControlPlaneOptions { Nodes = [node] };
        var feed = FixedFeed.Of(node);
        var tools = new ProbeTools(node, _node, options, trust, TimeProvider.System, feed);
        return ControlPlaneProbing
            .ReadersOf(tools)
            .Concat(ControlPlaneProbing.ReadersOfCluster(options, trust, feed, TimeProvider.System));
    }

    private static KubernetesOptions Options() =>
        new()
        {
            LeaseInterval = SourceCatalogue.KubernetesLeases.Interval,
            NodeLeaseInterval = SourceCatalogue.KubernetesNodeLeases.Interval,
            ReadsSetup = true,
            Masters = [new InventoryNode(NodeName.Parse("k8smaster1"), NodeRole.Master, "10.0.42.1")],
        };

    private static ApiRoute Route(Uri uri) =>
        new(new Connector(() => new ApiConnection(new SocketsHttpHandler(), uri, null)));

    private sealed class NoTrust : IClusterTrustSource
    {
        public ClusterTrust Current => ClusterTrust.None;
    }

    private sealed class Unreadable(SourceId source) : SourceReader(source)
    {
        public override Task<Core.Facts.Observations.Observation> ObserveAsync(CancellationToken cancellationToken) =>
            throw new SourceFailureException(FailureKind.Forbidden, Message.Verbatim("why"));
    }
}
