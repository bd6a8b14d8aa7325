using System.Collections.Immutable;
using HaDashboard.Core.Diagnosis.Setup;
using HaDashboard.Core.Facts.Inventory;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Observations;
using HaDashboard.Core.Facts.Sources;
using Xunit;

namespace HaDashboard.Core.Tests.Setup;

/// <summary>The differences between the configuration and the cluster as it is now.</summary>
public sealed class InventoryComparisonTests
{
    [Fact]
    public void AClusterAsConfigured_HasNoDifference() => Assert.Empty(Differences(Scenario.Whole()));

    [Theory]
    [InlineData("k8smaster4", true, """{ "Name": "k8smaster4", "Address": "10.0.42.4", "Role": "Master" },""")]
    [InlineData("k8sworker9", false, """{ "Name": "k8sworker9", "Address": "10.0.42.4", "Role": "Worker" },""")]
    public void ANewNode_ComesWithItsEntry(string name, bool isSerious, string line)
    {
        var difference = Assert.Single(
            Differences(
                Scenario.Whole().Then(SourceCatalogue.KubernetesNodes.Upserted(A.Node(name, ip: "10.0.42.4"), A.Noon))
            )
        );

        Assert.Equal((isSerious, line), (difference.IsSerious, difference.Line.ToString()));
    }

    [Fact]
    public void ANodeThatIsGone_IsToBeRemoved()
    {
        var difference = Assert.Single(Differences(Scenario.Whole().NotInApi("k8sworker1")));

        Assert.Equal("k8sworker1 is configured and does not exist in the Kubernetes API.", difference.Text.ToString());
        Assert.StartsWith(
            "// remove from Nodes: { \"Name\": \"k8sworker1\"",
            difference.Line,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void ALoadBalancer_IsNoNodeOfTheApi() =>
        Assert.Empty(
            Differences(
                Scenario
                    .Whole()
                    .Inventory(inventory =>
                        inventory with
                        {
                            Nodes = inventory.Nodes.Add(
                                new InventoryNode(A.Name("lb1"), NodeRole.LoadBalancer, "10.0.42.21")
                            ),
                        }
                    )
            )
        );

    [Fact]
    public void AWorkerThatBecameAMaster_ComesWithItsEntry()
    {
        var difference = Assert.Single(
            Differences(
                Scenario
                    .Whole()
                    .Then(
                        SourceCatalogue.KubernetesNodes.Upserted(A.Node("k8sworker1") with { IsMaster = true }, A.Noon)
                    )
            )
        );

        Assert.True(difference.IsSerious);
        Assert.Equal(
            """{ "Name": "k8sworker1", "Address": "10.0.42.11", "Role": "Master" },""",
            difference.Line.ToString()
        );
    }

    [Theory]
    [InlineData("6443", null)]
    [InlineData(
        "7443",
        """{ "Name": "k8smaster1", "Address": "10.0.42.1", "Role": "Master", "ControlPlane": { "ApiServer": "https://127.0.0.1:7443" } },"""
    )]
    public void AComponentThatMoved_ComesWithItsAddress(string port, string? line)
    {
        var pod = A.Pod(ControlPlaneComponent.ApiServer, "k8smaster1") with
        {
            Flags = ImmutableSortedDictionary<string, string>.Empty.Add("secure-port", port),
        };
        var scenario = Scenario
            .Whole()
            .Pod(pod)
            .Inventory(inventory =>
                inventory with
                {
                    Nodes = inventory.Nodes.SetItem(
                        0,
                        inventory.Nodes[0] with
                        {
                            Components = ComponentUrls.None with { ApiServer = new Uri("https://127.0.0.1:6443") },
                        }
                    ),
                }
            );

        Assert.Equal(line, Differences(scenario).SingleOrDefault()?.Line.ToString());
    }

    [Theory]
    [InlineData("10.0.42.100:8443", "https://10.0.42.100:8443", null)]
    [InlineData("10.0.42.100", "https://10.0.42.100:6443", null)]
    [InlineData(
        "10.0.42.101:8443",
        "https://10.0.42.100:8443",
        """
            "ControlPlane": { "Endpoint": "https://10.0.42.101:8443" }
            """
    )]
    [InlineData("127.0.0.1:5443", "https://10.0.42.100:8443", null)] // the local endpoint is not configured
    public void AnEndpointThatKubeadmChanged_ComesWithItsAddress(string kubeadm, string configured, string? line)
    {
        var scenario = Scenario
            .Whole()
            .Inventory(inventory =>
                inventory with
                {
                    Endpoints = EndpointSettings.Default with
                    {
                        SharedChoice = EndpointChoice.Fixed,
                        Shared = new Uri(configured),
                    },
                }
            )
            .Then(SourceCatalogue.KubeadmConfig.Observed(new KubeadmConfig(kubeadm, []), A.Noon));

        Assert.Equal(line, Differences(scenario).SingleOrDefault()?.Line.ToString());
    }

    [Fact]
    public void WithoutFreshData_ThereIsNoDifference() =>
        Assert.Empty(Differences(Scenario.Whole().NotInApi("k8sworker1").ApiFails()));

    private static ImmutableArray<InventoryDifference> Differences(Scenario scenario) =>
        InventoryComparison.Of(scenario.Snapshot);
}
