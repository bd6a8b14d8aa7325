using HaDashboard.Adapters.Kubernetes.Kubeconfigs;
using Xunit;

namespace HaDashboard.Adapters.Tests.Kubernetes.Kubeconfigs;

public sealed class EnvironmentProxyTests
{
    [Theory]
    [InlineData("https://10.0.0.1:6443", "")]
    [InlineData("https://10.0.0.1:6443", "10.1.0.0/16,other.example,fd00::/8")]
    [InlineData("https://api.example:6443", "ple,example.org,api.example:443,.api.example")]
    public void ServerThatNoProxyDoesNotName_IsReachedThroughTheProxy(string server, string noProxy) =>
        Assert.Equal(("HTTPS_PROXY", "http://proxy:3128"), Of(server, noProxy));

    [Theory]
    [InlineData("https://10.0.0.1:6443", "10.0.0.0/8")]
    [InlineData("https://10.0.0.1:6443", "192.168.0.0/16, 10.9.9.9/8")]
    [InlineData("https://10.0.0.1:6443", "10.0.0.1")]
    [InlineData("https://10.0.0.1:6443", "10.0.0.1:6443")]
    [InlineData("https://[fd00::1]:6443", "fd00::/8")]
    [InlineData("https://[fd00::1]:6443", "[fd00::1]:6443")]
    [InlineData("https://api.example:6443", "example")]
    [InlineData("https://api.example:6443", "*.example")]
    [InlineData("https://api.example:6443", "API.example:6443")]
    [InlineData("https://api.example:6443", "*")]
    [InlineData("https://localhost:6443", "")]
    [InlineData("https://127.0.0.2:6443", "")]
    [InlineData("https://[::1]:6443", "")]
    public void ServerThatNoProxyNames_IsReachedDirectly(string server, string noProxy) =>
        Assert.Null(Of(server, noProxy));

    [Fact]
    public void ServerWithoutTls_HasItsOwnVariable() => Assert.Null(Of("http://10.0.0.1:8080", ""));

    [Theory]
    [InlineData("http://user:secret@proxy:3128", "http://proxy:3128")]
    [InlineData("https://proxy", "https://proxy")]
    [InlineData("socks5://[fd00::9]", "socks5://[fd00::9]:1080")]
    public void Proxy_IsShownWithoutItsPassword(string address, string shown) =>
        Assert.Equal(shown, ApiProxy.Parse(address)!.ToString());

    [Theory]
    [InlineData("socks4://proxy:1080")]
    [InlineData("socks5h://proxy:1080")]
    [InlineData("proxy:3128")]
    [InlineData("http://")]
    [InlineData("")]
    public void OtherProxies_AreRefused(string address) => Assert.Null(ApiProxy.Parse(address));

    private static (string, string)? Of(string server, string noProxy) =>
        EnvironmentProxy.For(new Uri(server), name => name switch
            {
                "HTTPS_PROXY" => "proxy:3128",
                "no_proxy" => noProxy,
                _ => null,
            });
}
