using HaDashboard.Adapters.Kubernetes.Mapping;
using HaDashboard.Core.Facts.Kubernetes;
using k8s;
using k8s.Models;
using Xunit;

namespace HaDashboard.Adapters.Tests.Kubernetes;

public sealed class NodeMapperTests
{
    [Fact]
    public void Map_MasterOfV120_MapsAllMembers()
    {
        var node = NodeMapper.Map(KubernetesFixture.List<V1NodeList>("nodes.json").Items[0])!;

        Assert.Equal("k8smaster1", node.Name.Value);
        Assert.True(node.IsMaster);
        Assert.Equal(["control-plane", "master"], node.Roles);
        Assert.True(node.Ready);
        Assert.False(node.Unschedulable);
        Assert.Equal(["MemoryPressure", "DiskPressure", "PIDPressure", "Ready"], node.Conditions.Select(c => c.Type));
        Assert.Equal("KubeletReady", node.ReadyCondition!.Reason);
        Assert.Equal(new DateTimeOffset(2026, 11, 22, 18, 7, 21, TimeSpan.Zero), node.ReadyCondition.LastTransition);
        Assert.Equal(["node-role.kubernetes.io/master:NoSchedule"], node.Taints);
        Assert.Equal("v1.20.2", node.KubeletVersion);
        Assert.Equal("10.0.42.1", node.InternalIp);
        Assert.Null(node.ExternalIp);
        Assert.Equal("Debian GNU/Linux 12 (bookworm)", node.OsImage);
        Assert.Equal("docker://20.10.2", node.ContainerRuntime);
        Assert.Equal(new DateTimeOffset(2026, 11, 22, 18, 7, 21, TimeSpan.Zero), node.CreatedAt);
    }

    [Fact]
    public void Map_Worker_IsNotAMaster()
    {
        var node = NodeMapper.Map(KubernetesFixture.List<V1NodeList>("nodes.json").Items[1])!;

        Assert.Equal("k8sworker1", node.Name.Value);
        Assert.False(node.IsMaster);
        Assert.Empty(node.Roles);
    }

    [Theory]
    [InlineData("control-plane", true)]
    [InlineData("master", true)]
    [InlineData("worker", false)]
    public void Map_EitherLabelMakesAMaster(string role, bool isMaster) =>
        Assert.Equal(
            isMaster,
            Map($$$"""{"metadata":{"name":"n","labels":{"node-role.kubernetes.io/{{{role}}}":""} } }""")!.IsMaster
        );

    [Fact]
    public void Map_DualStackAddresses_AreAllKept_ButUnknownTypes()
    {
        var node = Map(
            """
            {"metadata":{"name":"n"},"status":{"addresses":[
              {"type":"InternalIP","address":"10.0.0.1"},{"type":"InternalIP","address":"2001:db8::1"},
              {"type":"ExternalIP","address":"192.0.2.1"},{"type":"Hostname","address":"n.example"},
              {"type":"InternalDNS","address":"n.internal"},{"type":"Other","address":"x"},{"type":"Hostname"},null]} }
            """
        )!;

        Assert.Equal(
            [
                new NodeAddress(NodeAddressType.InternalIp, "10.0.0.1"),
                new NodeAddress(NodeAddressType.InternalIp, "2001:db8::1"),
                new NodeAddress(NodeAddressType.ExternalIp, "192.0.2.1"),
                new NodeAddress(NodeAddressType.Hostname, "n.example"),
                new NodeAddress(NodeAddressType.InternalDns, "n.internal"),
            ],
            node.Addresses
        );
        Assert.Equal("10.0.0.1", node.InternalIp);
    }

    [Theory]
    [InlineData("True", true)]
    [InlineData("False", false)]
    [InlineData("Unknown", null)]
    [InlineData("Perhaps", null)]
    public void Map_Ready_IsTheStatusOfTheApi(string status, bool? ready) =>
        Assert.Equal(
            ready,
            Map(
                $$$"""{"metadata":{"name":"n"},"status":{"conditions":[{"type":"Ready","status":"{{{status}}}"}] } }"""
            )!.Ready
        );

    [Theory]
    [InlineData("""{}""")]
    [InlineData("""{"metadata":null}""")]
    [InlineData("""{"metadata":{"name":null}}""")]
    [InlineData("""{"metadata":{"name":""}}""")]
    [InlineData("""{"metadata":{"name":"; rm -rf /"}}""")]
    [InlineData("""{"metadata":{"name":"../etc"}}""")]
    public void Map_WithoutAName_IsNull(string json) => Assert.Null(Map(json));

    [Theory]
    [InlineData("""{"metadata":{"name":"n"}}""")]
    [InlineData("""{"metadata":{"name":"n","labels":null,"creationTimestamp":null},"spec":null,"status":null}""")]
    [InlineData(
        """
            {"metadata":{"name":"n"},"spec":{"taints":[null,{"key":null}],"unschedulable":null},
             "status":{"conditions":[null,{"type":null}],"addresses":[null,{"type":null}],"nodeInfo":null}}
            """
    )]
    public void Map_OnlyAName_IsANodeWithoutData(string json)
    {
        var node = Map(json)!;

        Assert.Null(node.Ready);
        Assert.False(node.IsMaster);
        Assert.Empty(node.Conditions);
        Assert.Empty(node.Taints);
        Assert.Null(node.KubeletVersion);
    }

    [Fact]
    public void Map_FreeText_IsLimitedAndHasNoControlCharacters()
    {
        var endless = new string('x', 1_000_000);
        var node = Map(
            $$$"""
            {"metadata":{"name":"n"},"status":{"conditions":[{"type":"Ready","status":"False","reason":"{{{endless}}}",
              "message":"\u001b[2J\nroot: {{{endless}}}"}] } }
            """
        )!;

        Assert.InRange(node.ReadyCondition!.Reason!.Length, 1, 110);
        Assert.InRange(node.ReadyCondition.Message!.Length, 1, 510);
        Assert.DoesNotContain(node.ReadyCondition.Message, char.IsControl);
    }

    private static Node? Map(string json) => NodeMapper.Map(KubernetesJson.Deserialize<V1Node>(json));
}
