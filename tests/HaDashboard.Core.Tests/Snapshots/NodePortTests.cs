using HaDashboard.Core.Facts.ControlPlane;
using Xunit;

namespace HaDashboard.Core.Tests.Snapshots;

public sealed class NodePortTests
{
    [Theory]
    [InlineData("127.0.0.1", "127.0.0.1:2381")]
    [InlineData("::1", "[::1]:2381")]
    [InlineData("[::1]", "[::1]:2381")]
    [InlineData("0:0:0:0:0:0:0:1", "[::1]:2381")]
    [InlineData("fd00:0:0:0::000A", "[fd00::a]:2381")]
    [InlineData("K8s-Api.Example.org", "k8s-api.example.org:2381")]
    public void ToString_WritesHostAsPermitopenDoes(string host, string expected) =>
        Assert.Equal(expected, new NodePort(host, 2381).ToString());

    [Theory]
    [InlineData("https://127.0.0.1:10257", "127.0.0.1:10257")]
    [InlineData("https://[::1]:2381/metrics", "[::1]:2381")]
    [InlineData("https://k8s-api.example.org", "k8s-api.example.org:443")]
    [InlineData("http://10.0.42.10", "10.0.42.10:80")]
    public void Of_TakesHostAndPortOfUrl(string url, string expected) =>
        Assert.Equal(expected, NodePort.Of(new Uri(url)).ToString());

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("10.0.42.1:6443")]
    [InlineData("https://10.0.42.1")]
    [InlineData("-L")]
    public void Host_NeitherAddressNorName_IsRefused(string host) =>
        Assert.Throws<ArgumentException>(() => new NodePort(host, 6443));

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(65536)]
    public void Port_OutOfRange_IsRefused(int port) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => NodePort.Loopback(port));

    [Fact]
    public void Equals_SameAddressInAnotherForm_IsEqual()
    {
        Assert.Equal(new NodePort("fd00::a", 6443), new NodePort("[FD00:0::A]", 6443));
        Assert.NotEqual(new NodePort("fd00::a", 6443), new NodePort("fd00::a", 6444));
    }

    [Theory]
    [InlineData("127.0.0.1", true)]
    [InlineData("127.0.1.1", true)]
    [InlineData("::1", true)]
    [InlineData("localhost", true)]
    [InlineData("10.0.42.1", true)]
    [InlineData("10.0.42.10", false)]
    [InlineData("k8smaster1", false)]
    public void IsOn_LoopbackAndOwnAddressOnly(string host, bool expected) =>
        Assert.Equal(expected, new NodePort(host, 6443).IsOn("10.0.42.1"));

    [Fact]
    public void IsOn_UnknownAddress_OnlyLoopback()
    {
        Assert.True(NodePort.Loopback(6443).IsOn(null));
        Assert.False(new NodePort("10.0.42.1", 6443).IsOn(null));
        Assert.False(new NodePort("10.0.42.1", 6443).IsOn("not an address"));
    }
}
