using System.Text;
using HaDashboard.Configuration;
using HaDashboard.Core.Facts.Inventory;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Starting;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace HaDashboard.Web.Tests.Configuration;

/// <summary>Where components listen, which machines run HAProxy, and the address that clients use.</summary>
public sealed class ListeningSettingsTests : IDisposable
{
    private readonly SettingsFiles _files = new();

    public void Dispose() => _files.Dispose();

    [Theory]
    [InlineData(
        "Nodes:0:ControlPlane:ApiServer",
        "https://10.0.42.9:6443",
        "HaDashboard:Nodes:0:ControlPlane:ApiServer: '10.0.42.9' is neither a loopback address nor an address of this node. "
            + "Give https://127.0.0.1:6443, or an address that is in the node's Address or Addresses."
    )]
    [InlineData(
        "Nodes:0:ControlPlane:Etcd",
        "x",
        "HaDashboard:Nodes:0:ControlPlane:Etcd: unknown key. Did you mean EtcdMetrics?"
    )]
    [InlineData(
        "ControlPlane:ApiServer",
        "https://10.0.42.1:6443",
        "HaDashboard:ControlPlane:ApiServer: '10.0.42.1' is not a loopback address. Give an address that is right on every "
            + "master, for example https://127.0.0.1:6443; an address of one master is "
            + "HaDashboard:Nodes:<n>:ControlPlane:ApiServer."
    )]
    [InlineData(
        "ControlPlane:LocalEndpoint",
        "https://10.0.42.100:8443",
        "HaDashboard:ControlPlane:LocalEndpoint: '10.0.42.100' is not a loopback address. Give the address of each node's own "
            + "HAProxy, for example https://127.0.0.1:8443; an address that all clients share is HaDashboard:ControlPlane:Endpoint."
    )]
    [InlineData(
        "ControlPlane:Endpoint",
        "10.0.42.100:8443",
        "HaDashboard:ControlPlane:Endpoint: '10.0.42.100:8443' is not an address of the form http://… or https://…. "
            + "For example https://10.0.42.100:8443, or Auto."
    )]
    [InlineData(
        "ControlPlane:EtcdCertificateFile",
        "/no/etcd.crt",
        "HaDashboard:ControlPlane:EtcdCertificateFile: the file /no/etcd.crt does not exist. Name a file this account can read."
    )]
    [InlineData(
        "ControlPlane:EtcdCertificateFile",
        "/no/etcd.crt",
        "HaDashboard:ControlPlane:EtcdKeyFile: it is missing, and EtcdCertificateFile is set. Name the certificate's key file."
    )]
    [InlineData(
        "ControlPlane:EtcdKeyFile",
        "/no/etcd.key",
        "HaDashboard:ControlPlane:EtcdCertificateFile: it is missing, and EtcdKeyFile is set. Name the key's certificate file."
    )]
    [InlineData(
        "ControlPlane:EtcdCaFile",
        "/no/ca.crt",
        "HaDashboard:ControlPlane:EtcdCaFile: the file /no/ca.crt does not exist. Name a file this account can read."
    )]
    [InlineData(
        "Nodes:0:Addresses:0",
        "10.0.42.1:6443",
        "HaDashboard:Nodes:0:Addresses:0: '10.0.42.1:6443' is neither a host name nor an IP address. Give one address of this "
            + "machine without a port, for example 10.0.43.4."
    )]
    [InlineData(
        "Nodes:0:Addresses:0",
        "::1",
        "HaDashboard:Nodes:0:Addresses:0: '::1' is a loopback address. Give an address that only this machine has."
    )]
    [InlineData(
        "Nodes:0:Addresses",
        "10.0.43.4",
        "HaDashboard:Nodes:0:Addresses: it has the value '10.0.43.4'. Give a list."
    )]
    [InlineData(
        "Nodes:0:HaProxy:Enabled",
        "no",
        "HaDashboard:Nodes:0:HaProxy:Enabled: 'no' is not true or false. Write true or false."
    )]
    public void Read_OneMistake_NamesTheKeyAndTheRightValue(string key, string value, string expected) =>
        Assert.Contains(expected, _files.Read((key, value)).Problems);

    [Theory]
    [InlineData("Nodes:1:Address", "10.0.42.1", "Nodes:1:Address")]
    [InlineData("Nodes:1:Addresses:0", "10.0.42.1", "Nodes:1:Addresses:0")]
    [InlineData("Nodes:0:Addresses:0", "10.0.42.2", "Nodes:1:Address")]
    public void Read_AddressOfTwoNodes_IsReported(string key, string value, string place)
    {
        var problems = Second((key, value)).Problems;

        var end = "Give each node its own addresses; a virtual address is HaDashboard:ControlPlane:Endpoint.";
        var address = key is "Nodes:0:Addresses:0" ? "10.0.42.2" : "10.0.42.1";
        Assert.Equal(
            [$"HaDashboard:{place}: HaDashboard:Nodes:0 already has the address '{address}'. {end}"],
            problems
        );
    }

    [Theory]
    [InlineData("Nodes:1:Address", "10.0.42.1", "Nodes:1:Ssh:Port", "2222")]
    [InlineData("Nodes:0:Address", "127.0.0.1", "Nodes:1:Address", "127.0.0.1")]
    public void Read_TwoMachinesBehindOneAddress_AreAllowed(string key, string value, string other, string its) =>
        Assert.Empty(Second((key, value), (other, its)).Problems);

    [Theory]
    [InlineData("Worker")]
    [InlineData("LoadBalancer")]
    public void Read_ControlPlaneOfANodeWithoutOne_IsReported(string role) =>
        Assert.Equal(
            [
                $"HaDashboard:Nodes:1:ControlPlane: the node's role is {role}, which has no control plane. "
                    + "Remove the section, or set Role to Master.",
            ],
            Second(("Nodes:1:Role", role), ("Nodes:1:ControlPlane:ApiServer", "https://[::1]:6443")).Problems
        );

    [Fact]
    public void Read_LoadBalancerWithoutHaProxy_IsReported() =>
        Assert.Equal(
            [
                "HaDashboard:Nodes:1:HaProxy:Enabled: it is false, and Role is LoadBalancer. Remove the node, or set it to true.",
            ],
            Second(("Nodes:1:Role", "LoadBalancer"), ("Nodes:1:HaProxy:Enabled", "false")).Problems
        );

    [Fact]
    public void Read_LoadBalancer_HasHaProxyAndNoControlPlane()
    {
        var (settings, problems) = Second(
            ("Nodes:1:Role", "LoadBalancer"),
            ("ControlPlane:Scheduler", "https://[::1]:10259")
        );
        var balancer = settings.ToInventory().Nodes[1];

        Assert.Empty(problems);
        Assert.Equal((NodeRole.LoadBalancer, true), (balancer.Role, balancer.HasHaProxy));
        Assert.Equal(ComponentUrls.None, balancer.Components);
        Assert.Equal((true, false, false), Sources(balancer));
    }

    [Fact]
    public void Read_NodeWithoutHaProxy_IsNotPolled()
    {
        var settings = Second(("Nodes:1:Role", "Worker"), ("Nodes:1:HaProxy:Enabled", "false")).Settings;

        Assert.Equal([true, false], settings.ToInventory().Nodes.Select(node => node.HasHaProxy));
        Assert.Equal([true, false], settings.HaProxyNodeOptions().Select(node => node.HasHaProxy));
        Assert.Equal((false, false, false), Sources(settings.ToInventory().Nodes[1]));
    }

    [Theory]
    [InlineData("https://10.0.43.4:7443", 7443)]
    [InlineData("https://[fd00:42::4]:6443", 6443)]
    [InlineData("https://localhost:6444", 6444)]
    [InlineData("https://CP4.example:6445", 6445)]
    public void Read_AddressesOfANode_MayBeThoseOfItsComponents(string url, int port)
    {
        var (settings, problems) = _files.Read(
            ("Nodes:0:Address", "fd00:42:0::4"),
            ("Nodes:0:Addresses:0", "10.0.43.4"),
            ("Nodes:0:Addresses:1", "cp4.example"),
            ("Nodes:0:ControlPlane:ApiServer", url),
            ("Nodes:0:ControlPlane:EtcdMetrics", "http://[::1]:2381"),
            ("ControlPlane:EtcdMetrics", "http://127.0.0.1:2381"),
            ("ControlPlane:Scheduler", "https://[::1]:10259")
        );
        var node = settings.ToInventory().Nodes[0];

        Assert.Empty(problems);
        Assert.Equal(["10.0.43.4", "cp4.example"], node.Addresses);
        Assert.Equal(new Uri(url), node.Components.ApiServer);
        Assert.Equal(port, node.ApiServerPort);
        Assert.Equal(new Uri("http://[::1]:2381"), node.Components.EtcdMetrics);
        Assert.Equal(new Uri("https://[::1]:10259"), node.Components.Scheduler);
        Assert.Null(node.Components.ControllerManager);
    }

    [Theory]
    [InlineData("{ }", EndpointChoice.Auto, null, EndpointChoice.Auto, null)]
    [InlineData("""{ "LocalEndpoint": null, "Endpoint": null }""", EndpointChoice.Off, null, EndpointChoice.Off, null)]
    [InlineData("""{ "LocalEndpoint": "", "Endpoint": "auto" }""", EndpointChoice.Off, null, EndpointChoice.Auto, null)]
    [InlineData(
        """{ "LocalEndpoint": "https://[::1]:5443", "Endpoint": "https://10.0.42.100:8443" }""",
        EndpointChoice.Fixed,
        "https://[::1]:5443",
        EndpointChoice.Fixed,
        "https://10.0.42.100:8443"
    )]
    public void Read_Endpoints_AreFoundFixedOrOff(
        string controlPlane,
        EndpointChoice localChoice,
        string? local,
        EndpointChoice sharedChoice,
        string? shared
    )
    {
        var json = $$"""{ "HaDashboard": { "ControlPlane": {{controlPlane}} } }""";
        var problems = new SettingsProblems();
        var settings = DashboardSettings.Read(
            new ConfigurationBuilder().AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes(json))).Build(),
            problems
        );

        Assert.Empty(problems.Lines);
        Assert.Equal(
            new EndpointSettings(localChoice, UriOf(local), sharedChoice, UriOf(shared)),
            settings.ToInventory().Endpoints
        );
    }

    private static Uri? UriOf(string? text) => text is null ? null : new Uri(text);

    private static (bool HaProxy, bool LocalEndpoint, bool ApiServer) Sources(InventoryNode node) =>
        (
            node.Has(SourceCatalogue.HaProxy),
            node.Has(SourceCatalogue.LocalEndpoint),
            node.Has(SourceCatalogue.ApiServer)
        );

    private (DashboardSettings Settings, IReadOnlyList<string> Problems) Second(
        params (string Key, string? Value)[] changes
    ) =>
        _files.Read([
            ("Nodes:1:Name", "second"),
            ("Nodes:1:Role", "Master"),
            ("Nodes:1:Address", "10.0.42.2"),
            .. changes,
        ]);
}
