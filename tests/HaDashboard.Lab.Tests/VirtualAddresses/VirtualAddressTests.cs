using HaDashboard.Lab.Tests.Fixtures;
using Xunit;

namespace HaDashboard.Lab.Tests.VirtualAddresses;

/// <summary>A virtual address that real keepalived processes move between hosts, each in a network namespace of its own.</summary>
public sealed class VirtualAddressTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task TheHolderStops_AnotherHostHoldsTheAddress_AndNobodyWhenAllHaveStopped()
    {
        await using var hosts = await VirtualAddress.StartAsync();
        await hosts.HeldByAsync(0);

        await hosts.Keepalived[0].StopAsync();
        await hosts.HeldByAsync(1);

        await hosts.Keepalived[0].StartAgainAsync();
        await hosts.HeldByAsync(0);

        foreach (var keepalived in hosts.Keepalived)
        {
            await keepalived.StopAsync();
        }

        await hosts.HeldByAsync();
    }

    [Fact]
    public async Task TheLinkBetweenTwoHostsIsCut_BothHoldTheAddress_UntilItIsBack()
    {
        await using var hosts = await VirtualAddress.StartAsync();
        await hosts.HeldByAsync(0);

        await hosts.Network.SeparateAsync([.. hosts.Network.Hosts]);
        await hosts.HeldByAsync(0, 1, 2);

        await hosts.Network.ConnectAsync();
        await hosts.HeldByAsync(0);

        await hosts.Keepalived[2].StopAsync();
        await hosts.Network.SeparateAsync(hosts.Network.Hosts[0], hosts.Network.Hosts[1]);
        await hosts.HeldByAsync(0, 1);
    }

    [Fact]
    public async Task AHost_HasItsOwnHaProxyAndSshd_BehindTheVirtualAddress()
    {
        await using var network = await NamespaceNetwork.StartAsync(1);
        var host = network.Hosts[0];
        await using var sshd = await SshdProcess.StartAsync(
            new SshdSettings { Address = host.Address, Namespace = host.Name }
        );
        await using var haProxy = await HaProxyProcess.StartInAsync(host, own => $"""
                global
                    stats socket {own.AdminSocket} mode 660 level admin

                defaults
                    mode tcp
                    timeout connect 5s
                    timeout client 50s
                    timeout server 50s

                frontend api-front
                    bind {network.FreeAddress}:6443
                    default_backend api-backend

                backend api-backend
                    server own {host.Address}:{sshd.Port} check

                """);
        await using var keepalived = await KeepalivedProcess.StartAsync(host, [], network.FreeAddress, 100);

        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        deadline.CancelAfter(TimeSpan.FromSeconds(60));
        Assert.StartsWith("SSH-2.0-", await VirtualAddress.GreetingAsync(network.FreeAddress, 6443, deadline.Token));
        Assert.Contains(host.Address, await host.AddressesAsync());
        Assert.DoesNotContain(network.OwnAddress, await host.AddressesAsync());
    }
}
