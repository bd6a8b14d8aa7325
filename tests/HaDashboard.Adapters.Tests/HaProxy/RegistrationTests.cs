using HaDashboard.Adapters.HaProxy;
using HaDashboard.Adapters.HaProxy.Settings;
using HaDashboard.Adapters.Ssh.Connections;
using HaDashboard.Adapters.Ssh.Links;
using HaDashboard.Adapters.Ssh.Settings;
using HaDashboard.Core;
using HaDashboard.Core.Facts.Inventory;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Operations.Ports;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace HaDashboard.Adapters.Tests.HaProxy;

public sealed class RegistrationTests
{
    private static readonly NodeName Here = NodeName.Parse("here");
    private static readonly NodeName There = NodeName.Parse("there");

    [Fact]
    public async Task AddHaProxy_OneLoopServesThePollSignalToo()
    {
        await using var provider = Services().BuildServiceProvider();
        var signal = provider.GetRequiredService<IPollSignal>();
        Assert.Contains(provider.GetServices<IHostedService>(), service => ReferenceEquals(service, signal));
        Assert.Equal("reload", provider.GetRequiredService<INodeCommands>().LineOf(There, NodeCommand.Reload));
    }

    [Fact]
    public async Task AddNodes_EachNodeHasOneConnectionOfItsTransport()
    {
        await using var provider = Services().BuildServiceProvider();
        var nodes = provider.GetRequiredService<NodeConnections>();
        Assert.IsType<LocalNodeConnection>(nodes.For(Here));
        Assert.IsType<SshNodeConnection>(nodes.For(There));
        Assert.Same(nodes.For(There), nodes.For(NodeName.Parse("there")));
        Assert.Throws<ArgumentException>(() => nodes.For(NodeName.Parse("nowhere")));
    }

    [Fact]
    public void NodeConnections_SshWithoutAHost_ThrowsAtTheStart() =>
        Assert.Throws<ArgumentException>(() =>
            new NodeConnections(
                [new NodeOptions(There, NodeTransport.Ssh, null, null, TimeSpan.FromSeconds(5))],
                TimeProvider.System,
                NullLogger<SshNodeConnection>.Instance
            )
        );

    private static IServiceCollection Services()
    {
        var ssh = new SshOptions
        {
            User = "u",
            PrivateKeyFile = "/nonexistent",
            KnownHostsFile = "/nonexistent",
        };
        var timeout = TimeSpan.FromSeconds(5);
        return new ServiceCollection()
            .AddSingleton(typeof(ILogger<>), typeof(NullLogger<>))
            .AddSingleton(TimeProvider.System)
            .AddClusterState(ClusterInventory.Empty)
            .AddNodes([
                new NodeOptions(Here, NodeTransport.UnixSocket, null, null, timeout),
                new NodeOptions(There, NodeTransport.Ssh, "10.0.0.1", ssh, timeout),
            ])
            .AddHaProxy(
                [
                    new HaProxyNodeOptions(Here, "/run/haproxy/admin.sock", "check", "reload"),
                    new HaProxyNodeOptions(There, "/run/haproxy/admin.sock", "check", "reload"),
                ],
                new PollingOptions(TimeSpan.FromSeconds(1), timeout)
            );
    }
}
