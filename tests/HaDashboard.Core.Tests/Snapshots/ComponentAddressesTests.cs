using HaDashboard.Core.Facts.ControlPlane;
using HaDashboard.Core.Facts.Inventory;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Observations;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Facts.Text;
using HaDashboard.Tests;
using Xunit;

namespace HaDashboard.Core.Tests.Snapshots;

/// <summary>Where a component of a master may listen, by configuration, flags and kubeadm's defaults.</summary>
public sealed class ComponentAddressesTests
{
    private static readonly NodeName Cp1 = NodeName.Parse("cp1");
    private static readonly InventoryNode Node = new(Cp1, NodeRole.Master, "10.0.42.1");

    [Theory]
    [InlineData(ControlPlaneComponent.Etcd, "http://127.0.0.1:2381/ http://[::1]:2381/")]
    [InlineData(
        ControlPlaneComponent.ApiServer,
        "https://127.0.0.1:6443/ https://[::1]:6443/ https://10.0.42.1:6443/ https://10.0.43.1:6443/ https://[fd00:42::1]:6443/"
    )]
    [InlineData(
        ControlPlaneComponent.ControllerManager,
        "https://127.0.0.1:10257/ https://[::1]:10257/ http://127.0.0.1:10252/"
    )]
    [InlineData(
        ControlPlaneComponent.Scheduler,
        "https://127.0.0.1:10259/ https://[::1]:10259/ http://127.0.0.1:10251/"
    )]
    public void NothingKnown_IsAssumed(ControlPlaneComponent component, string expected)
    {
        var node = Node with { Addresses = ["10.0.43.1", "cp1.example", "127.0.1.1"] };
        var snapshot = FixedFeed.Of(node).With(NodeWith("10.0.42.1", "fd00:42:0::1")).Current.Snapshot;

        var found = ComponentAddresses.Of(snapshot, node, component);

        Assert.Equal(expected, Text(found));
        Assert.All(found, address => Assert.Equal(AddressOrigin.Assumed, address.Origin));
    }

    [Theory]
    [InlineData("", "https://127.0.0.1:6443/ https://[::1]:6443/ https://10.0.42.1:6443/")]
    [InlineData("bind-address=0.0.0.0", "https://127.0.0.1:6443/ https://[::1]:6443/ https://10.0.42.1:6443/")]
    [InlineData("bind-address=::", "https://[::1]:6443/ https://127.0.0.1:6443/ https://10.0.42.1:6443/")]
    [InlineData("bind-address=10.0.42.1", "https://10.0.42.1:6443/")]
    [InlineData("bind-address=10.0.42.1 secure-port=7443", "https://10.0.42.1:7443/")]
    [InlineData("secure-port=7443", "https://127.0.0.1:7443/ https://[::1]:7443/ https://10.0.42.1:7443/")]
    [InlineData("bind-address=::1", "https://[::1]:6443/")]
    public void ApiServer_ListensWhereItsFlagsSay(string flags, string expected) =>
        Assert.Equal(expected, Text(Of(ControlPlaneComponent.ApiServer, "advertise-address=10.0.42.1 " + flags)));

    [Theory]
    [InlineData(
        "bind-address=127.0.0.1",
        "https://127.0.0.1:10257/ http://127.0.0.1:10252/",
        "the plain port is assumed: older versions have it without a flag"
    )]
    [InlineData("bind-address=::1 port=0", "https://[::1]:10257/", "a port of 0 is switched off")]
    [InlineData("bind-address=10.0.42.1 secure-port=20257 port=0", "https://10.0.42.1:20257/", "another port")]
    [InlineData(
        "secure-port=0 address=127.0.0.1 port=10252",
        "https://127.0.0.1:10257/ https://[::1]:10257/ http://127.0.0.1:10252/",
        "old"
    )]
    public void ControllerManager_ListensWhereItsFlagsSay(string flags, string expected, string because) =>
        Assert.True(expected == Text(Of(ControlPlaneComponent.ControllerManager, flags)), because);

    [Theory]
    [InlineData(
        "listen-metrics-urls=http://[::1]:2381 listen-client-urls=https://[::1]:2379,https://[fd00:42::1]:2379",
        "http://[::1]:2381/ https://[::1]:2379/ https://[fd00:42::1]:2379/",
        "https://[::1]:2379/ https://[fd00:42::1]:2379/"
    )]
    [InlineData(
        "listen-metrics-urls=http://0.0.0.0:2381 listen-client-urls=https://10.0.42.1:2379,https://127.0.0.1:2379",
        "http://127.0.0.1:2381/ http://[::1]:2381/ https://127.0.0.1:2379/ https://10.0.42.1:2379/",
        "https://127.0.0.1:2379/ https://10.0.42.1:2379/"
    )]
    [InlineData("listen-client-urls=https://127.0.0.1:12379", "https://127.0.0.1:12379/", "https://127.0.0.1:12379/")]
    public void Etcd_ListensWhereItsFlagsSay(string flags, string metrics, string clients)
    {
        var snapshot = SnapshotWith(ControlPlaneComponent.Etcd, flags);

        Assert.Equal(metrics, Text(ComponentAddresses.Of(snapshot, Node, ControlPlaneComponent.Etcd)));
        Assert.Equal(clients, Text(ComponentAddresses.OfEtcdClients(snapshot, Node)));
    }

    [Fact]
    public void EtcdClientPort_WithoutFlags_IsAssumedOnTheNodesAddressesToo() =>
        Assert.Equal(
            "https://127.0.0.1:2379/ https://[::1]:2379/ https://10.0.42.1:2379/",
            Text(ComponentAddresses.OfEtcdClients(FixedFeed.Of(Node).Current.Snapshot, Node))
        );

    [Fact]
    public void ConfiguredAddress_IsFirst_AndThatOfTheFlagsIsSecond()
    {
        var node = Node with { Components = ComponentUrls.None with { ApiServer = new Uri("https://10.0.43.4:6443") } };
        var snapshot = SnapshotWith(ControlPlaneComponent.ApiServer, "bind-address=10.0.42.1", node);

        var found = ComponentAddresses.Of(snapshot, node, ControlPlaneComponent.ApiServer);

        Assert.Equal("https://10.0.43.4:6443/ https://10.0.42.1:6443/", Text(found));
        Assert.Equal([AddressOrigin.Configured, AddressOrigin.Flag], found.Select(address => address.Origin));
    }

    [Fact]
    public void ConfiguredAddressThatTheFlagsSayToo_IsTriedOnce()
    {
        var node = Node with
        {
            Components = ComponentUrls.None with { Scheduler = new Uri("https://127.0.0.1:10259") },
        };
        var snapshot = SnapshotWith(ControlPlaneComponent.Scheduler, "bind-address=127.0.0.1", node);

        var found = Assert.Single(ComponentAddresses.Of(snapshot, node, ControlPlaneComponent.Scheduler));

        Assert.Equal(AddressOrigin.Configured, found.Origin);
    }

    [Fact]
    public void PodWithoutFlags_SaysNothing() =>
        Assert.All(
            ComponentAddresses.Of(SnapshotWith(ControlPlaneComponent.Etcd, ""), Node, ControlPlaneComponent.Etcd),
            address => Assert.True(address.IsAssumed)
        );

    [Fact]
    public void FlagsOfThePodOfAnotherMaster_AreNotUsed()
    {
        var other = FixedFeed.PodOf(
            NodeName.Parse("cp2"),
            ControlPlaneComponent.ApiServer,
            ("bind-address", "10.0.42.2")
        );
        var snapshot = FixedFeed.Of(Node).WithPods(other).Current.Snapshot;

        Assert.All(ComponentAddresses.Of(snapshot, Node, ControlPlaneComponent.ApiServer), address =>
            Assert.True(address.IsAssumed)
        );
    }

    [Fact]
    public void Flags_AreThoseOfTheLastKnownPods_WhenTheApiFails()
    {
        var feed = FixedFeed.Of(Node).WithPods(PodWith(ControlPlaneComponent.ApiServer, "bind-address=10.0.42.1"));
        feed.With(
            new SourceFailed(
                SourceId.KubernetesPods,
                new SourceFailure(FailureKind.Timeout, Message.Verbatim("no answer")),
                DateTimeOffset.UtcNow
            )
        );

        Assert.Equal(
            "https://10.0.42.1:6443/",
            Text(ComponentAddresses.Of(feed.Current.Snapshot, Node, ControlPlaneComponent.ApiServer))
        );
    }

    [Theory]
    [InlineData("bind-address=all")]
    [InlineData("listen-metrics-urls=nonsense,ftp://127.0.0.1:2381")]
    public void UnusableFlags_LeaveTheAssumedAddresses(string flags)
    {
        var component = flags.StartsWith("bind", StringComparison.Ordinal)
            ? ControlPlaneComponent.Scheduler
            : ControlPlaneComponent.Etcd;

        Assert.NotEmpty(Of(component, flags));
        Assert.All(Of(component, flags), address => Assert.True(address.IsAssumed));
    }

    private static IReadOnlyList<ComponentAddress> Of(ControlPlaneComponent component, string flags) =>
        ComponentAddresses.Of(SnapshotWith(component, flags), Node, component);

    private static ClusterSnapshot SnapshotWith(
        ControlPlaneComponent component,
        string flags,
        InventoryNode? node = null
    ) => FixedFeed.Of(node ?? Node).WithPods(PodWith(component, flags)).Current.Snapshot;

    private static Pod PodWith(ControlPlaneComponent component, string flags) =>
        FixedFeed.PodOf(
            Cp1,
            component,
            [
                .. flags
                    .Split(' ', StringSplitOptions.RemoveEmptyEntries)
                    .Select(flag => flag.Split('=', 2))
                    .Select(pair => (pair[0], pair[1])),
            ]
        );

    private static Observation NodeWith(params string[] internalIps)
    {
        var node = new Node(
            Cp1,
            IsMaster: true,
            Roles: [],
            Unschedulable: false,
            Conditions: [],
            Taints: [],
            KubeletVersion: null,
            InternalIp: internalIps[0],
            ExternalIp: null,
            OsImage: null,
            KernelVersion: null,
            ContainerRuntime: null,
            CreatedAt: null
        )
        {
            Addresses = [.. internalIps.Select(ip => new NodeAddress(NodeAddressType.InternalIp, ip))],
        };
        return SourceCatalogue.KubernetesNodes.Listed([node], DateTimeOffset.UtcNow);
    }

    private static string Text(IEnumerable<ComponentAddress> addresses) =>
        string.Join(' ', addresses.Select(address => address.Url));
}
